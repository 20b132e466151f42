import type { Cursor, Person, ServerEvents } from '@telltale/protocol'
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
  /** Every topic that it is in, by token or by request, with the head that it was last told. */
  readonly topics: Map<string, Cursor | null>
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
  all: () => Iterable<Session>
  /** A user's sockets, those included that were lost and are still in their grace. */
  of: (userId: string) => Session[]
  /** Lets go of every socket, and stops all timers. */
  close: () => void
}

/** A user as others see them. A row of a database has null for what is not there. */
export function personOf({ userId, name, avatarUrl }: User): Person {
  return { userId, name: name ?? userId, ...(typeof avatarUrl === 'string' && { avatarUrl }) }
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
  options: { leaveGraceMs: number; messagesPerSecond: number; onClosed: () => void },
): Sessions {
  const open = new Map<Session, () => void>()
  const byClient = new Map<string, Session>()
  const lingering = new Map<Session, () => void>()

  const linger = (session: Session): void => {
    session.attendance.lose()
    const end = (): void => {
      lingering.delete(session)
      session.attendance.end()
    }
    lingering.set(session, startTimer(end, options.leaveGraceMs))
  }

  return {
    count: () => open.size,
    all: () => open.keys(),
    of: (userId) => [...open.keys(), ...lingering.keys()].filter(({ user }) => user.userId === userId),
    open: (socket, user) => {
      const session: Session = {
        socket,
        user,
        topics: new Map(),
        attendance: presence.attend(personOf(user)),
        bucket: createRateBucket(options.messagesPerSecond, Date.now()),
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
        options.onClosed()
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
      for (const cancel of lingering.values()) cancel()
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
