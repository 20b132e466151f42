import type { ServerEvents } from '@telltale/protocol'
import type { Socket } from 'socket.io'
import type { User } from './admission.ts'
import { type AuthDeadlines, createAuthDeadlines } from './authDeadlines.ts'
import type { Attendance, Presence } from './presence.ts'
import { createRateBucket, type RateBucket } from './rateLimit.ts'
import { startTimer } from './startTimer.ts'

/** One socket that was let in, and all that is known of it. */
export type Session = {
  readonly socket: Socket
  /** Replaced by each refresh of the token. */
  user: User
  /** What it joined by request; its user's topic and teams come with the token. */
  readonly joined: Set<string>
  readonly attendance: Attendance
  readonly deadlines: AuthDeadlines
  readonly bucket: RateBucket
  /** Runs what must keep the order of arrival, one at a time. */
  readonly inTurn: <TResult>(run: () => Promise<TResult>) => Promise<TResult>
}

type Sessions = {
  open: (socket: Socket, user: User) => Session
  /** Sockets that are open. */
  count: () => number
  /** Lets go of every socket, and stops all timers. */
  close: () => void
}

/** The topics that a user is in by token alone. */
export function claimedTopics(user: User): string[] {
  return [`user:${user.userId}`, ...(user.teams ?? []).map((team) => `team:${team}`)]
}

/** Sends an event to one socket alone. */
export function tell<TEvent extends keyof ServerEvents>(
  socket: Socket,
  event: TEvent,
  payload: ServerEvents[TEvent],
): void {
  socket.emit(event, payload)
}

/** Keeps the sockets that are open, from their arrival to `leaveGraceMs` after their loss. */
export function createSessions(
  presence: Presence,
  limits: { leaveGraceMs: number; messagesPerSecond: number },
): Sessions {
  const open = new Map<Session, () => void>()
  const byClient = new Map<string, Session>()
  const lingering = new Set<() => void>()

  const linger = ({ attendance }: Session): void => {
    attendance.lose()
    const cancel = startTimer(() => {
      lingering.delete(cancel)
      attendance.end()
    }, limits.leaveGraceMs)
    lingering.add(cancel)
  }

  return {
    count: () => open.size,
    open: (socket, user) => {
      const { userId, name = userId, avatarUrl } = user
      const session: Session = {
        socket,
        user,
        joined: new Set(),
        attendance: presence.attend({ userId, name, ...(avatarUrl === undefined ? {} : { avatarUrl }) }),
        bucket: createRateBucket(limits.messagesPerSecond, Date.now()),
        inTurn: createTurns(),
        deadlines: createAuthDeadlines({
          expiring: (expiresAt) => tell(socket, 'auth:expiring', { expiresAt: new Date(expiresAt).toISOString() }),
          expired: (expiresAt) => {
            tell(socket, 'auth:expired', { expiresAt: new Date(expiresAt).toISOString() })
            socket.disconnect(true)
          },
        }),
      }
      const client = clientKey(socket, user)
      const onDisconnect = (): void => {
        session.deadlines.stop()
        open.delete(session)
        if (client !== undefined && byClient.get(client) === session) byClient.delete(client)
        linger(session)
      }
      socket.on('disconnect', onDisconnect)
      open.set(session, () => {
        socket.off('disconnect', onDisconnect)
        session.deadlines.stop()
      })
      session.deadlines.arm(user.expiresAt)
      if (client !== undefined) {
        const older = byClient.get(client)
        byClient.set(client, session)
        // The same client is here again, so its older line is dead or about to be; others see neither end of it.
        older?.socket.disconnect(true)
      }
      return session
    },
    close: () => {
      for (const release of open.values()) release()
      for (const cancel of lingering) cancel()
      open.clear()
      byClient.clear()
      lingering.clear()
    },
  }
}

function clientKey({ handshake }: Socket, { userId }: User): string | undefined {
  const clientId: unknown = handshake.auth['clientId']
  return typeof clientId === 'string' && clientId !== '' ? JSON.stringify([userId, clientId]) : undefined
}

function createTurns(): Session['inTurn'] {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const result = last.then(run)
    // One that fails lets the next one in; whoever asked sees the failure.
    last = result.catch(() => undefined)
    return result
  }
}
