import { io } from 'socket.io-client'
import {
  createRealtimeClient,
  type Environment,
  type RealtimeClient,
  systemEnvironment,
} from '../../packages/client/src/index.ts'
import type { MockServer } from '../../packages/testing/src/index.ts'
import { mulberry32 } from '../../packages/testing/src/mulberry32.ts'
import { createNodeServer } from '../../packages/testing/src/node/index.ts'
import { flappingLines, herdPeak } from '../faults/support/simulate.ts'
import { type Figure, median, round } from './figure.ts'

/** What is counted in a simulation: the same on every machine. */
export function counts(): Figure[] {
  const herds = seeds(5)
  const kept = herds.flatMap((seed) => [0, 3000].map((downMs) => herdPeak({ seed, downMs, hints: true })))
  const untold = herds.map((seed) => herdPeak({ seed, downMs: 0, hints: false }))
  return [
    { name: 'reliability.flapping.lines-in-15-s', value: Math.max(...seeds(200).map(flappingLines)), bar: 6 },
    { name: 'reliability.herd-with-hint.retries-per-100-ms', value: Math.max(...kept), bar: 150 },
    { name: 'reliability.herd-without-hint.retries-per-100-ms', value: Math.max(...untold), bar: 1150 },
  ]
}

/** What a dropped line, a restart and a black hole are to clients of a real server on loopback. */
export async function figures(): Promise<Figure[]> {
  const drops = calm(await repeat(15, (seed) => measureReturn(seed, drop)))
  const restarts = await repeat(7, (seed) => measureReturn(seed, restart))
  const silences = await Promise.all(seeds(7).map(() => measureBlackHole('silence')))
  const signs = await Promise.all(seeds(7).map(() => measureBlackHole('sign')))
  return [
    ...counts(),
    { name: 'reliability.back-after-drop.p50-ms', value: median(drops.map(({ p50Ms }) => p50Ms)), bar: 50 },
    { name: 'reliability.back-after-drop.attempts', value: median(drops.map(({ attempts }) => attempts)), bar: 1 },
    { name: 'reliability.back-after-restart.p50-ms', value: median(restarts.map(({ p50Ms }) => p50Ms)), bar: 600 },
    // One each half second on average while it is down, the one that fails at once, and the one that succeeds.
    { name: 'reliability.back-after-restart.attempts', value: median(restarts.map((one) => one.attempts)), bar: 8 },
    { name: 'reliability.black-hole-in-silence.s', value: Math.max(...silences), bar: 15.5 },
    { name: 'reliability.black-hole-after-a-sign.s', value: Math.max(...signs), bar: 6 },
  ]
}

/**
 * How 25 clients came back: half of them within `p50Ms`, with so many attempts each on average. The floor is what as many
 * bare sockets took to open at that time.
 */
type Return = { p50Ms: number; attempts: number; floorMs: number }

/** Those of a time at which the machine was not busy with other things; none if that is less than seven. */
function calm(returns: readonly Return[]): Return[] {
  const floorMs = median(returns.map((one) => one.floorMs))
  const kept = returns.filter((one) => Math.abs(one.floorMs - floorMs) <= floorMs * 0.3)
  return kept.length >= 7 ? kept : []
}

/** Lets `fault` happen to 25 clients on lines that count as stable. It says from when they can come back. */
async function measureReturn(seed: number, fault: (server: MockServer) => Promise<number>): Promise<Return> {
  const server = await createNodeServer()
  const random = mulberry32(seed)
  let aheadMs = 0
  const clients = await Promise.all(
    Array.from({ length: 25 }, async () => {
      const client = visit(server, { now: () => systemEnvironment.now() + aheadMs, random })
      await becomes(client, 'live')
      return client
    }),
  )
  const floorMs = await measureFloor(server)
  // What the clients' clock shows, so that nobody has to wait for it.
  aheadMs = 10_000
  const before = clients.map((client) => client.getStats().attempts)
  const returns = clients.map(async (client) => {
    await becomes(client, 'catching-up')
    await becomes(client, 'live')
    return performance.now()
  })
  const from = await fault(server)
  const times = (await Promise.all(returns)).map((at) => at - from)
  const attempts = clients.map((client, index) => client.getStats().attempts - (before[index] ?? 0))
  for (const client of clients) client.destroy()
  await server.close()
  return {
    p50Ms: round(median(times), 1),
    attempts: round(attempts.reduce((sum, one) => sum + one, 0) / 25, 1),
    floorMs,
  }
}

async function measureFloor({ url }: MockServer): Promise<number> {
  const from = performance.now()
  const times = await Promise.all(
    Array.from({ length: 25 }, async () => {
      const socket = io(url, { forceNew: true, reconnection: false, transports: ['websocket'] })
      await new Promise<void>((resolve) => void socket.once('connect', resolve))
      const at = performance.now()
      socket.disconnect()
      return at - from
    }),
  )
  return median(times)
}

async function drop({ network }: MockServer): Promise<number> {
  const at = performance.now()
  network.drop()
  return at
}

async function restart({ network }: MockServer): Promise<number> {
  network.stop()
  await new Promise<void>((resolve) => void systemEnvironment.setTimer(resolve, 3000))
  const at = performance.now()
  network.start()
  return at
}

/** After how many seconds a client gives up a line that swallows everything: by itself, or once the page is looked at. */
async function measureBlackHole(until: 'silence' | 'sign'): Promise<number> {
  const server = await createNodeServer()
  let attend = (): void => undefined
  const page: Environment['page'] = {
    subscribe: (listener) => {
      attend = () => listener('attended')
      return () => undefined
    },
  }
  const client = visit(server, { page })
  await becomes(client, 'live')
  server.network.freeze()
  const from = performance.now()
  if (until === 'sign') attend()
  await becomes(client, 'catching-up')
  const seconds = (performance.now() - from) / 1000
  client.destroy()
  await server.close()
  return round(seconds, 1)
}

function visit({ url }: MockServer, env: Partial<Environment>): RealtimeClient {
  const client = createRealtimeClient({ url, getToken: () => 'ada', env })
  client.join('project:1')
  client.connect()
  return client
}

/** Resolves when the client's topic is so: live once all that was missed is there. */
function becomes({ topics }: RealtimeClient, state: 'live' | 'catching-up'): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (topics.getSnapshot().get('project:1')?.state !== state) return
      stop()
      resolve()
    }
    const stop = topics.subscribe(look)
    look()
  })
}

/** Measures one time after the other; at the same time, they would disturb each other. */
async function repeat<TResult>(times: number, measure: (seed: number) => Promise<TResult>): Promise<TResult[]> {
  const results: TResult[] = []
  // oxlint-disable-next-line no-await-in-loop
  for (const seed of seeds(times)) results.push(await measure(seed))
  return results
}

const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
