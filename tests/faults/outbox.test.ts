import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { SendOptions } from '../../packages/client/src/index.ts'
import type { RealtimeServer } from '../../packages/server/src/index.ts'
import type { MockServer, MockServerOptions } from '../../packages/testing/src/index.ts'
import { mulberry32 } from '../../packages/testing/src/mulberry32.ts'
import { until, type Visitor } from './support/arrive.ts'
import { onBoth } from './support/onBoth.ts'

/** What each life of a server has applied, by the messages' numbers. */
const appliedBy = new WeakMap<RealtimeServer, number[]>()
const applied = ({ rt }: MockServer): readonly number[] => appliedBy.get(rt) ?? []

/** Applies messages, and answers all but those whose number is negative. */
const office: MockServerOptions = {
  limits: { messagesPerSecond: 100_000 },
  program: (rt) => {
    const numbers: number[] = []
    appliedBy.set(rt, numbers)
    rt.handle('analysis:cancel', async ({ payload }) => {
      const n = Number(payload.analysisId)
      numbers.push(n)
      return n < 0 ? new Promise<never>(() => undefined) : null
    })
  },
}

/** Sends a message with a number, and gives how it ended. */
async function send({ client }: Visitor, n: number, options: SendOptions = {}): Promise<string> {
  const outcome = await client.send('analysis:cancel', { analysisId: `${n}` }, options).settled
  return outcome.ok ? 'ok' : outcome.error.code
}

const laneOf = (n: number): string | undefined => (n % 2 === 0 ? undefined : `lane ${n % 5}`)

/** Sends 100 messages, every other of them in one of five lanes, while `befall` does its worst before some of them. */
async function burst(server: MockServer, ada: Visitor, befall: (n: number) => unknown): Promise<unknown> {
  // A line that is cut again at once would wait a second and more: each counts as stable.
  let { connects } = ada.client.getStats()
  ada.client.status.subscribe(() => {
    if (ada.client.getStats().connects === connects) return
    connects = ada.client.getStats().connects
    ada.settleIn()
  })
  const endings: Promise<string>[] = []
  for (let n = 0; n < 100; n += 1) {
    await befall(n)
    const key = laneOf(n)
    endings.push(send(ada, n, key === undefined ? {} : { key }))
    await turn()
  }
  const ends = new Set(await Promise.all(endings))
  expect(ada.client.status.getSnapshot().pendingWrites).toBe(0)
  const numbers = applied(server)
  const overtaken = numbers.filter((n, i) =>
    numbers.slice(0, i).some((one) => laneOf(n) && laneOf(one) === laneOf(n) && one > n),
  )
  return {
    ends: [...ends],
    once: new Set(numbers).size,
    times: numbers.length,
    overtaken,
    cuts: ada.client.getStats().outages > 1 ? 'several' : 'one',
  }
}

const allOnce = { ends: ['ok'], once: 100, times: 100, overtaken: [] }

test.each([1, 2, 3])(
  'S8 cuts anywhere in a burst of 100 messages: each settles once, and is applied once (seed %i)',
  async (seed) => {
    const random = mulberry32(seed)
    const cuts = new Set([random(), random(), random()].map((share) => Math.floor(share * 100)))
    const seen = await onBoth(
      (server, ada) =>
        burst(server, ada, async (n) => {
          if (!cuts.has(n)) return
          await until(() => ada.client.getConnectionState() === 'connected')
          server.network.drop()
        }),
      office,
    )
    expect(seen).toEqual({ ...allOnce, cuts: 'several' })
  },
)

test('S8 a slow line that is cut in the middle of 100 messages applies each once', async () => {
  const seen = await onBoth((server, ada) => {
    server.network.latency(15, 15)
    return burst(server, ada, (n) => n === 50 && setTimeout(server.network.drop, 60))
  }, office)
  expect(seen).toEqual({ ...allOnce, cuts: 'one' })
})

test('S8 a flapping line applies each of 100 messages once', async () => {
  const seen = await onBoth((server, ada) => {
    server.network.latency(15)
    return burst(server, ada, (n) => n === 10 && server.network.flap(3, 400))
  }, office)
  expect(seen).toEqual({ ...allOnce, cuts: 'several' })
})

test('S8 what a black hole swallowed, and gives back when it ends, is applied once', async () => {
  // A fifth of the server's own 10 s + 5 s.
  const socketOptions = { pingInterval: 2_000, pingTimeout: 1_000 }
  const seen = await onBoth(
    async (server, ada) => {
      const done = burst(server, ada, (n) => n === 50 && server.network.freeze())
      await until(() => ada.client.getConnectionState() === 'reconnecting')
      // The dead line's frames arrive as well, beside those that are sent again.
      server.network.thaw()
      return done
    },
    { ...office, socketOptions },
  )
  expect(seen).toEqual({ ...allOnce, cuts: 'one' })
})

test('S8 a server killed with three messages in flight applies no message twice in one life, and those in doubt settle', async () => {
  const seen = await onBoth(async (server, ada) => {
    const endings = [send(ada, -1), send(ada, -2, { retry: 'safe' }), send(ada, -3)]
    await until(() => applied(server).length === 3)
    const { rt } = server
    const first = [...applied(server)]
    server.network.restart(200)
    await until(() => server.rt !== rt)
    await until(() => applied(server).length === 1)
    const second = [...applied(server)]
    ada.client.destroy()
    return { first, second, ends: await Promise.all(endings) }
  }, office)
  expect(seen).toEqual({ first: [-1, -2, -3], second: [-2], ends: ['connection_lost', 'cancelled', 'connection_lost'] })
})
