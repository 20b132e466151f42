import type { ConnectionStatus } from '@telltale/react'

/** How the state of a line looks in panel and toolbar: never by colour alone. */
export type LineLook = Readonly<{ words: string; mark: 'disc' | 'ring' | 'dash' | 'cross' }>

const looks: Record<ConnectionStatus['state'], LineLook> = {
  connected: { words: 'Connected', mark: 'disc' },
  connecting: { words: 'Connecting', mark: 'ring' },
  reconnecting: { words: 'Reconnecting', mark: 'ring' },
  disconnected: { words: 'Disconnected', mark: 'dash' },
  failed: { words: 'Failed', mark: 'cross' },
}

export const lineLook = ({ state }: Pick<ConnectionStatus, 'state'>): LineLook => looks[state]

/** What else there is to know of a line, from the most to the least urgent. */
export function lineDetails(status: ConnectionStatus, connections: number, now: number): string[] {
  const { state, phase, attempt, retryAt, latencyMs, pendingWrites, offline, reason } = status
  return [
    ...(phase === state ? [] : [phase]),
    ...(offline ? ['no network'] : []),
    ...(attempt > 0 ? [`attempt ${attempt}`] : []),
    ...(retryAt === null ? [] : [`next try in ${Math.max(0, Math.ceil((retryAt - now) / 1000))} s`]),
    ...(pendingWrites > 0 ? [`${pendingWrites} waiting to be sent`] : []),
    ...(latencyMs === null ? [] : [`${Math.round(latencyMs)} ms round trip`]),
    `${connections} ${connections === 1 ? 'socket' : 'sockets'}`,
    ...(reason === null ? [] : [reason.code]),
  ]
}
