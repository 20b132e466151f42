import type { MockUsage } from '@telltale/testing'

/** What may go wrong at the server and on the way to it, by name. */
const faults = {
  drop: ({ network }) => network.drop(),
  freeze: ({ network }) => network.freeze(),
  thaw: ({ network }) => network.thaw(),
  stopServer: ({ network }) => network.stop(),
  startServer: ({ network }) => network.start(),
  restart: ({ network }) => network.restart(500),
  refuse: ({ network }) => network.refuse({ status: 503, times: 1 }),
  offline: ({ network }) => network.offline(),
  online: ({ network }) => network.online(),
  jitter: ({ network }) => network.latency(10, 300),
  admin: (usage) => void usage.end(),
} satisfies Record<string, (usage: MockUsage) => unknown>

export type Fault = keyof typeof faults
export const faultNames = Object.keys(faults) as Fault[] // Object.keys forgets the names of a closed type

export const isFault = (name: string): name is Fault => Object.hasOwn(faults, name)

export function befall(usage: MockUsage, fault: Fault): void {
  faults[fault](usage)
}

/** All that may have gone wrong is over. */
export function mend({ network }: MockUsage): void {
  network.accept()
  network.online()
  network.thaw()
  network.latency(0)
  network.start()
}
