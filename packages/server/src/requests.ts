import { type ClientRequests, TelltaleError, topicRequests } from '@telltale/protocol'
import type { Admission } from './admission.ts'
import type { Heads } from './heads.ts'
import { enterTopic, leaveTopic, revokeTopic } from './membership.ts'
import { claimedTopics, personOf, type Session } from './sessions.ts'
import type { Authorize, Sync } from './sync.ts'

/** Answers one request; its payload has passed the contract's schema. What it throws is answered as an error. */
export type Answerer = (session: Session, payload: never) => unknown

type RequestsWorld = {
  admission: Admission
  authorize: Authorize
  sync: Sync
  heads: Heads
  spreadMs: () => number
}

type Payload<TName extends keyof ClientRequests> = ClientRequests[TName]['payload']
type Data<TName extends keyof ClientRequests> = ClientRequests[TName]['data']

/** Our own requests, by name. What changes the topics of a line is done in order of arrival. */
export function createAnswerers({ admission, authorize, sync, heads, spreadMs }: RequestsWorld): Map<string, Answerer> {
  const leave = (session: Session, topics: readonly string[]): Promise<null> =>
    session.inTurn(() => {
      for (const topic of topics) leaveTopic(session, topic)
      return Promise.resolve(null)
    })

  const refresh = async (session: Session, token: string): Promise<Data<'auth:refresh'>> => {
    const user = await admission.verify(token)
    if (user.userId !== session.user.userId) {
      throw new TelltaleError('auth_invalid', 'the new token is of another user. Open another line for them.')
    }
    const claims = claimedTopics(user)
    const gone = claimedTopics(session.user).filter((topic) => !claims.includes(topic))
    const asked = [...session.topics.keys()].filter((topic) => !gone.includes(topic) && !claims.includes(topic))
    const allowed = await Promise.all(asked.map(async (topic) => authorize({ user, topic })))
    gone.push(...asked.filter((_, index) => !allowed[index]))
    if (session.socket.connected) {
      session.user = user
      session.attendance.introduce(personOf(user))
      session.deadlines.arm(user.expiresAt)
      for (const topic of gone) revokeTopic(session, topic)
      for (const topic of claims) enterTopic(session, topic)
      // A team that is new to the line is made known by its head.
      heads.moved()
    }
    return { expiresAt: user.expiresAt === undefined ? null : new Date(user.expiresAt).toISOString() }
  }

  const answerers = new Map<string, Answerer>()
  for (const [kind, request] of Object.entries(topicRequests)) {
    const topicOf = (payload: Record<string, string>): string => `${kind}:${payload[request.field]}`
    answerers.set(request.join, (session, payload) => session.inTurn(() => sync.join(session, topicOf(payload))))
    answerers.set(request.leave, (session, payload) => leave(session, [topicOf(payload)]))
  }
  answerers.set('sync', (session, { topics }: Payload<'sync'>) => session.inTurn(() => sync.sync(session, topics)))
  answerers.set('leave', (session, { topics }: Payload<'leave'>) => leave(session, topics))
  // Out of turn: a question about the line must not wait for what `authorize` takes its time over.
  answerers.set('probe', (session): Data<'probe'> => ({
    serverTime: new Date().toISOString(),
    reconnectSpreadMs: spreadMs(),
    heads: heads.of(session),
  }))
  answerers.set('auth:refresh', (session, { token }: Payload<'auth:refresh'>) =>
    session.inTurn(() => refresh(session, token)),
  )
  answerers.set('presence:update', (session, payload: Payload<'presence:update'>) =>
    session.inTurn(() => Promise.resolve(session.attendance.update(payload.status, payload.projectId))),
  )
  return answerers
}
