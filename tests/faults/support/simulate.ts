import { createSpreadNotice, reconnectSpreadMs } from '../../../packages/server/src/reconnectSpread.ts'
import { mulberry32 } from '../../../packages/testing/src/mulberry32.ts'
import { Clock, lost, openingMs, SimulatedClient, type SimulatedServer } from './SimulatedClient.ts'

/** How many lines a server gets to see within 15 s that drops each one after 20 ms. */
export function flappingLines(seed: number): number {
  const clock = new Clock()
  let lines = 0
  const client = new SimulatedClient(clock, {
    isUp: true,
    random: mulberry32(seed),
    attempts: [],
    onOpened: () => {
      lines += 1
      clock.after(20, () => client.tell({ type: 'closed', error: lost }))
    },
  })
  client.tell({ type: 'connectRequested' })
  clock.pass(15_000)
  return lines
}

/**
 * The most attempts within 100 ms after a server of 10 000 clients, who had come one by one, was killed and was back
 * `downMs` later: with the spreads that our server tells its clients as they come, or with none told.
 */
export function herdPeak({ seed, downMs, hints }: { seed: number; downMs: number; hints: boolean }): number {
  const clock = new Clock()
  const arrived: SimulatedClient[] = []
  const tellSpread = (client: SimulatedClient, spreadMs: number) => client.tell({ type: 'spreadGiven', spreadMs })
  const notice = createSpreadNotice((spreadMs) => {
    if (hints) for (const client of arrived) tellSpread(client, spreadMs)
  })
  const server: SimulatedServer = {
    isUp: true,
    random: mulberry32(seed),
    attempts: [],
    onOpened: (client) => {
      arrived.push(client)
      if (hints) tellSpread(client, reconnectSpreadMs(arrived.length))
      notice(arrived.length)
    },
  }
  for (let count = 0; count < 10_000; count += 1) {
    new SimulatedClient(clock, server).tell({ type: 'connectRequested' })
    clock.pass(openingMs)
  }
  clock.pass(10_000)

  const killedAt = clock.now
  Object.assign(server, { isUp: false, attempts: [], onOpened: () => undefined } satisfies Partial<SimulatedServer>)
  clock.after(downMs, () => (server.isUp = true))
  for (const client of arrived) client.tell({ type: 'closed', error: lost })
  clock.pass(60_000)
  return busiest(server.attempts.map((at) => Math.floor((at - killedAt) / 100)))
}

/** How often the most frequent of some numbers is among them. */
function busiest(windows: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const window of windows) counts.set(window, (counts.get(window) ?? 0) + 1)
  return Math.max(...counts.values())
}
