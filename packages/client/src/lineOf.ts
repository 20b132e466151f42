import type { TelltaleContract, TelltaleError } from '@telltale/protocol'
import type { Socket } from 'socket.io-client'
import { systemEnvironment } from './environment.ts'
import type { Line } from './Line.ts'
import { LineCore } from './LineCore.ts'
import { linesBySocket } from './lines.ts'
import { initialState, type State } from './machine.ts'
import { lostLine, refusedLine, unreachableServer } from './socketErrors.ts'

/** An outage of this length counts as lost, in ms. */
const lostAfterMs = 5_000

/**
 * The line of a socket. For the `socket` of a line or client it is that very line. Any other socket of an app is wrapped,
 * once: as one of a plain server, whose opening, closing and coming back stays the app's and Socket.IO's affair.
 *
 * @example
 * const line = lineOf(io('https://api.example.com'))
 * line.on('notification', (notification) => show(notification.title))
 */
export function lineOf(socket: Socket): Line {
  const lines = linesBySocket()
  const line = lines.get(socket) ?? adopt(socket)
  lines.set(socket, line)
  return line
}

function adopt(socket: Socket): Line {
  const env = systemEnvironment
  let state = initialState(env.now())
  let cancelOutage: (() => void) | null = null
  const core = new LineCore<TelltaleContract>({ server: 'plain' }, env, socket, {
    connect: () => void socket.connect(),
    disconnect: () => void socket.disconnect(),
    retryNow: () => {
      // While Socket.IO waits for its next attempt, `connect` alone does nothing.
      if (!socket.connected) socket.disconnect().connect()
    },
    // It is open as long as its owner wants.
    acquire: () => () => {},
    destroy: () => {
      socket.off('connect', opened).off('disconnect', closed).off('connect_error', failed).offAny(heard)
      socket.io.off('reconnect_attempt', attempted)
      become({ phase: 'disposed', downSince: null })
      linesBySocket().delete(socket)
    },
    // A plain server has no log to catch up with, and knows no probe.
    syncing: () => {},
    doubt: () => {},
    drop: () => {},
    heed: () => {},
  })

  function become(changes: Partial<State>): void {
    const before = state
    const since = changes.phase === undefined || changes.phase === before.phase ? before.since : env.now()
    state = { ...before, ...changes, since }
    if (state.downSince !== before.downSince) {
      cancelOutage?.()
      cancelOutage = state.downSince === null ? null : env.setTimer(() => become({ lost: true }), lostAfterMs)
    }
    core.changed(state, before)
  }

  const opened = (): void => {
    core.identified(null)
    become({
      phase: 'ready',
      hadLine: true,
      lastConnectedAt: env.now(),
      attempt: 0,
      downSince: null,
      lost: false,
      reason: null,
    })
  }
  const down = (error: TelltaleError, phase: 'waiting' | 'failed' | 'idle'): void => {
    const { code, message, retryable } = error
    const isOutage = phase === 'waiting'
    const downSince = isOutage ? (state.downSince ?? env.now()) : null
    become({
      phase,
      downSince,
      lost: isOutage && state.lost,
      reason: phase === 'idle' ? null : { code, message, retryable },
    })
  }
  // Socket.IO keeps a socket active that it opens again by itself.
  const closed = (reason: string): void => down(lostLine(reason), socket.active ? 'waiting' : 'idle')
  const failed = (error: Error): void =>
    socket.active ? down(unreachableServer(error), 'waiting') : down(refusedLine(error), 'failed')
  const attempted = (): void => {
    // Of another socket on the same line: this one was closed, or refused.
    if (!socket.active) return
    core.stats.count('attempts')
    become({ phase: 'opening', attempt: state.attempt + 1 })
  }
  const heard = (event: string, ...args: unknown[]): void => core.receive(event, args)

  socket.on('connect', opened).on('disconnect', closed).on('connect_error', failed).onAny(heard)
  socket.io.on('reconnect_attempt', attempted)
  if (socket.connected) opened()
  else if (socket.active) become({ phase: 'opening', attempt: 1 })
  return core.line
}
