import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createRealtimeClient, type Environment, systemEnvironment } from '../../packages/client/src/index.ts'
import type { MockServer } from '../../packages/testing/src/index.ts'
import { mulberry32 } from '../../packages/testing/src/mulberry32.ts'
import { createNodeServer } from '../../packages/testing/src/node/index.ts'
import { arrive, count, tell, until, type Visitor } from './support/arrive.ts'
import { onBoth } from './support/onBoth.ts'

/** How much faster the client's clock runs where a test would take too long. */
const speed = 5

function fastClock(): Pick<Environment, 'now' | 'setTimer'> {
  const from = systemEnvironment.now()
  return {
    now: () => from + (systemEnvironment.now() - from) * speed,
    setTimer: (run, delayMs) => systemEnvironment.setTimer(run, delayMs / speed),
  }
}

test('S8 a cut line comes back, and what was told before, during and after the cut is heard once and in order', async () => {
  const heard = await onBoth(async (server, ada) => {
    for (const round of [0, 30, 60]) {
      tell(server, ...count(round + 1, round + 10))
      await ada.hears(String(round + 10))
      server.network.drop()
      tell(server, ...count(round + 11, round + 20))
      await until(() => ada.client.status.getSnapshot().state === 'connected')
      tell(server, ...count(round + 21, round + 30))
      await ada.hears(String(round + 30))
      ada.settleIn()
    }
    return ada.heard
  })
  expect(heard).toEqual(count(1, 90))
})

test.each([1, 2, 3])(
  'S8 cuts anywhere in a burst, of which a broker repeats some, lose and repeat nothing (seed %i)',
  async (seed) => {
    const heard = await onBoth(async (server, ada) => {
      const random = mulberry32(seed)
      server.network.weather({ duplicate: 0.2, reorder: { p: 0.1, withinMs: 10 } })
      for (const text of count(1, 400)) {
        tell(server, text)
        if (random() < 0.02) {
          if (ada.client.getConnectionState() === 'connected') ada.settleIn()
          server.network.drop()
        }
        await turn()
      }
      await ada.hears('400')
      expect(ada.client.getStats().outages).toBeGreaterThan(0)
      return ada.heard
    })
    expect(heard).toEqual(count(1, 400))
  },
)

test('S8 a slow line with jitter keeps the order', async () => {
  const heard = await onBoth(async (server, ada) => {
    server.network.latency(40, 60)
    for (const text of count(1, 200)) {
      tell(server, text)
      await turn()
    }
    await ada.hears('200')
    return ada.heard
  })
  expect(heard).toEqual(count(1, 200))
})

test('C1 a line that is cut as soon as it opens is opened at most 6 times in 15 s', async () => {
  // The window is 3 s.
  const server = await createNodeServer()
  const client = createRealtimeClient({
    url: server.url,
    env: fastClock(),
  })
  onTestFinished(async () => {
    client.destroy()
    await server.close()
  })
  let flapping = true
  client.status.subscribe(() => {
    if (flapping && client.getConnectionState() === 'connected') server.network.drop()
  })
  client.connect()
  await new Promise<void>((resolve) => void systemEnvironment.setTimer(resolve, 15_000 / speed))
  expect(client.getStats().connects).toBeLessThanOrEqual(6)
  // Less would mean that it was not tried.
  expect(client.getStats().connects).toBeGreaterThanOrEqual(4)
  flapping = false
  await until(() => client.status.getSnapshot().synced)
})

/** A network that swallows everything until the client has given its line up, and then carries all again. */
async function blackHole(server: MockServer, ada: Visitor, barMs: number, sign?: () => void): Promise<unknown> {
  tell(server, 'before')
  await ada.hears('before')
  server.network.freeze()
  const from = performance.now()
  tell(server, 'into the hole', 'and another')
  sign?.()
  await until(() => ada.client.getConnectionState() === 'reconnecting')
  expect(performance.now() - from).toBeLessThan(barMs)
  expect(ada.heard).toEqual(['before'])
  server.network.thaw()
  await ada.synced()
  tell(server, 'after')
  await ada.hears('after')
  return { heard: ada.heard, attempts: server.attempts }
}

const healed = { heard: ['before', 'into the hole', 'and another', 'after'], attempts: 2 }

test('C7 a line into a black hole is given up by the silence of the ping, and heals when the network does', async () => {
  // A fifth of the server's own 10 s + 5 s, and so of the bar of 15.5 s.
  const socketOptions = { pingInterval: 2_000, pingTimeout: 1_000 }
  expect(await onBoth((server, ada) => blackHole(server, ada, 3_100), { socketOptions })).toEqual(healed)
})

test('C7 a line into a black hole is given up within 6 s of a look at the page, and heals when the network does', async () => {
  expect(await onBoth((server, ada) => blackHole(server, ada, 6_000, ada.attend))).toEqual(healed)
})

/** What the platform says of the network, told by hand. */
function toldNetwork(): Pick<Environment, 'connectivity'> & { tell: (isOnline: boolean) => void } {
  const listeners = new Set<() => void>()
  let online = true
  return {
    connectivity: {
      isOnline: () => online,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    tell: (isOnline) => {
      online = isOnline
      for (const listener of listeners) listener()
    },
  }
}

type Network = ReturnType<typeof toldNetwork>

test.each<[string, { before?: (network: Network) => void; sign: (ada: Visitor, network: Network) => unknown }]>([
  ['the network is said to go', { sign: (_ada, { tell: say }) => say(false) }],
  ['the network is said to come', { before: ({ tell: say }) => say(false), sign: (_ada, { tell: say }) => say(true) }],
  ['a request stays without an answer', { sign: ({ client }) => client.emit('probe', {}, { timeoutMs: 500 }) }],
])('C7 a line into a black hole is given up within 6 s after %s, and heals when the network does', async (_, story) => {
  const server = await createNodeServer()
  const network = toldNetwork()
  const ada = await arrive(server, mulberry32(1), { ...fastClock(), connectivity: network.connectivity })
  onTestFinished(async () => {
    ada.client.destroy()
    await server.close()
  })
  story.before?.(network)
  await until(() => ada.client.status.getSnapshot().phase === 'ready')
  server.network.freeze()
  tell(server, 'into the hole')
  await story.sign(ada, network)
  const from = performance.now()
  expect(ada.client.status.getSnapshot()).toMatchObject({ state: 'connected', phase: 'probing' })
  await until(() => ada.client.getConnectionState() === 'reconnecting')
  expect((performance.now() - from) * speed).toBeLessThan(6_000)
  server.network.thaw()
  network.tell(true)
  await ada.hears('into the hole')
  await ada.synced()
})

test('C7 after a server was killed and another started, all is heard once and in order, or a gap is told', async () => {
  const heard = await onBoth(async (server, ada) => {
    tell(server, ...count(1, 5))
    await ada.hears('5')
    server.network.restart(300)
    const { rt } = server
    await until(() => server.rt !== rt)
    tell(server, ...count(6, 10))
    await ada.synced()
    tell(server, ...count(11, 15))
    await ada.hears('15')
    return ada.heard
  })
  expect(heard).toEqual([...count(1, 5), 'gap: epoch', ...count(11, 15)])
})

test.each([1, 2, 3])('C7 a server killed in the middle of a burst leaves no hole untold (seed %i)', async (seed) => {
  const server = await createNodeServer()
  const people = await Promise.all(count(1, 5).map((person) => arrive(server, mulberry32(Number(person)))))
  onTestFinished(async () => {
    for (const { client } of people) client.destroy()
    await server.close()
  })
  const random = mulberry32(seed)
  for (const text of count(1, 600)) {
    tell(server, text)
    if (random() < 0.005) server.network.restart(random() * 200)
    await turn()
  }
  await until(() => people.every(({ client }) => client.status.getSnapshot().synced))
  tell(server, '601')
  await Promise.all(people.map((person) => person.hears('601')))
  for (const { heard } of people) {
    expect(heard).toContain('gap: epoch')
    expect(wrongs(heard)).toEqual([])
  }
})

/** Numbers that do not follow the one before, or, after a gap, are not beyond it. */
function wrongs(heard: readonly string[]): string[] {
  let last = 0
  let gap = false
  return heard.filter((text) => {
    if (text.startsWith('gap')) {
      gap = true
      return false
    }
    const number = Number(text)
    const isRight = gap ? number > last : number === last + 1
    last = number
    gap = false
    return !isRight
  })
}
