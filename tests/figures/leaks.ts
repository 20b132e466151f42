import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRealtimeClient, type RealtimeClient } from '../../packages/client/src/index.ts'
import { createMockServer, type MockServer } from '../../packages/testing/src/index.ts'
import type { Figure } from './figure.ts'

/** Clients that come and go before it is looked at, and between the looks. */
const visits = 1_000
/** What the collector leaves behind from one look to the next without any leak, in KB. */
const noiseKb = 200

/** What clients leave behind in their process and at their server when they are destroyed. */
export async function figures(): Promise<Figure[]> {
  const server = createMockServer()
  // Until its transcript is as long as it gets.
  // oxlint-disable-next-line no-await-in-loop -- one round after the other
  for (let round = 0; round < 5; round += 1) await comeAndGo(server)
  const before = await look()
  await comeAndGo(server)
  const after = await look()
  const left = server.leftovers()
  await server.close()
  return [
    { name: 'leaks.heap-over-1000-clients.kb', value: Math.max(0, after.heapKb - before.heapKb), bar: noiseKb },
    { name: 'leaks.handles-over-1000-clients', value: Math.max(0, after.handles - before.handles), bar: 0 },
    { name: 'leaks.at-the-server', value: left.sockets + left.lines + left.listeners, bar: 0 },
  ]
}

async function comeAndGo({ url }: MockServer): Promise<void> {
  for (let visit = 0; visit < visits; visit += 1) {
    const client = createRealtimeClient({ url, getToken: () => 'ada' })
    client.join('project:1')
    client.on('notification', () => {})
    client.connect()
    // oxlint-disable-next-line no-await-in-loop -- one client after the other is what is measured
    await isReady(client)
    client.destroy()
  }
}

function isReady({ status }: Pick<RealtimeClient, 'status'>): Promise<void> {
  return new Promise((resolve) => {
    const stop = status.subscribe(() => {
      const { phase, synced } = status.getSnapshot()
      if (phase !== 'ready' || !synced) return
      stop()
      resolve()
    })
  })
}

async function look(): Promise<{ heapKb: number; handles: number }> {
  // Who has left stays in a project for five seconds.
  await setTimeout(6_000)
  setFlagsFromString('--expose-gc')
  // The collector is there in contexts that are made after the flag was set.
  const collect = runInNewContext('gc') as () => void
  for (let i = 0; i < 4; i += 1) {
    // What is held weakly is held until the end of the turn in which it was asked for.
    // oxlint-disable-next-line no-await-in-loop -- one collection after the other
    await setTimeout(20)
    collect()
  }
  return {
    heapKb: Math.round(process.memoryUsage().heapUsed / 1024),
    handles: process.getActiveResourcesInfo().length,
  }
}
