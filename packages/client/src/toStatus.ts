import { isUp, type State } from './machine.ts'
import type { ConnectionState, ConnectionStatus } from './status.ts'

/** What is shown of the machine's state. */
export function toStatus(state: State): ConnectionStatus {
  const { phase, since, deadline, attempt, lastConnectedAt, offline, lost, reason } = state
  return {
    state: toConnectionState(state),
    phase,
    since,
    attempt: isUp(phase) ? 0 : attempt,
    retryAt: phase === 'waiting' || phase === 'offline' ? deadline : null,
    lastConnectedAt,
    offline,
    lost,
    synced: phase === 'ready',
    pendingWrites: 0,
    latencyMs: null,
    reason,
  }
}

function toConnectionState({ phase, hadLine }: State): ConnectionState {
  switch (phase) {
    case 'idle':
    case 'disposed':
      return 'disconnected'
    case 'ready':
    case 'syncing':
      return 'connected'
    case 'failed':
      return 'failed'
    case 'authenticating':
    case 'opening':
    case 'waiting':
    case 'offline':
      return hadLine ? 'reconnecting' : 'connecting'
  }
}
