import { isUp, type State } from './machine.ts'
import type { ConnectionState, ConnectionStatus } from './status.ts'

/** What is shown of the machine's state. */
export function toStatus(
  state: State,
  { pendingWrites, latencyMs }: Pick<ConnectionStatus, 'pendingWrites' | 'latencyMs'>,
): ConnectionStatus {
  const { phase, since, deadline, attempt, lastConnectedAt, offline, lost, reason, isSyncing } = state
  return {
    state: toConnectionState(state),
    phase,
    since,
    attempt: isUp(phase) ? 0 : attempt,
    retryAt: phase === 'waiting' || phase === 'offline' ? deadline : null,
    lastConnectedAt,
    offline,
    lost,
    synced: isUp(phase) && !isSyncing,
    pendingWrites,
    latencyMs,
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
    case 'probing':
      return 'connected'
    case 'failed':
      return 'failed'
    case 'authenticating':
    case 'opening':
    case 'waiting':
    case 'offline':
    case 'suspended':
      return hadLine ? 'reconnecting' : 'connecting'
  }
}
