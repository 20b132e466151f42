import { parseTopic, type ClientRequests, TelltaleError, type TopicAnswers, topicRequests } from '@telltale/protocol'
import type { Admission, User } from './admission.ts'
import type { Presence } from './presence.ts'
import { claimedTopics, type Session, tell } from './sessions.ts'
import type { TopicHeads } from './topicHeads.ts'

/** May this user join this topic? Asked for every join, and for all that is joined at each refresh of the token. */
export type Authorize = (request: { user: User; topic: string }) => boolean | Promise<boolean>

/** Answers one request; its payload has passed the contract's schema. What it throws is answered as an error. */
export type Answerer = (session: Session, payload: never) => unknown

type RequestsWorld = {
  admission: Admission
  authorize: Authorize
  heads: TopicHeads
  presence: Presence
}

/** Our own requests, by name. */
export function createAnswerers({ admission, authorize, heads, presence }: RequestsWorld): Map<string, Answerer> {
  const join = async (session: Session, topic: string): Promise<TopicAnswers> => {
    if (!(await authorize({ user: session.user, topic }))) {
      throw new TelltaleError('forbidden', `joining ${topic} was refused. Ask somebody who may let you in.`)
    }
    const projectId = projectOf(topic)
    // Its line may have gone while `authorize` was asked; nobody would ever take it out again.
    if (session.socket.connected) {
      if (projectId !== undefined) session.attendance.join(projectId)
      session.joined.add(topic)
      void session.socket.join(topic)
    }
    const state = { rev: heads.rev(topic), ...(projectId === undefined ? {} : { people: presence.people(projectId) }) }
    return { topics: { [topic]: { ...heads.cursor(topic), state } } }
  }

  const leave = (session: Session, topic: string): null => {
    session.joined.delete(topic)
    void session.socket.leave(topic)
    const projectId = projectOf(topic)
    if (projectId !== undefined) session.attendance.leave(projectId)
    return null
  }

  const revoke = (session: Session, topic: string): void => {
    leave(session, topic)
    tell(session.socket, 'room:revoked', { topic })
  }

  const refresh = async (session: Session, token: string): Promise<ClientRequests['auth:refresh']['data']> => {
    const user = await admission.verify(token)
    if (user.userId !== session.user.userId) {
      throw new TelltaleError('auth_invalid', 'the new token is of another user. Open another line for them.')
    }
    const claims = claimedTopics(user)
    const gone = claimedTopics(session.user).filter((topic) => !claims.includes(topic))
    const asked = [...session.joined].filter((topic) => !gone.includes(topic) && !claims.includes(topic))
    const allowed = await Promise.all(asked.map(async (topic) => authorize({ user, topic })))
    gone.push(...asked.filter((_, index) => allowed[index] !== true))
    if (session.socket.connected) {
      session.user = user
      session.deadlines.arm(user.expiresAt)
      for (const topic of gone) revoke(session, topic)
      void session.socket.join(claims)
    }
    return { expiresAt: user.expiresAt === undefined ? null : new Date(user.expiresAt).toISOString() }
  }

  const answerers = new Map<string, Answerer>()
  for (const [kind, request] of Object.entries(topicRequests)) {
    const topicOf = (payload: Record<string, string>): string => `${kind}:${payload[request.field]}`
    answerers.set(request.join, (session, payload) => session.inTurn(() => join(session, topicOf(payload))))
    answerers.set(request.leave, (session, payload) =>
      session.inTurn(() => Promise.resolve(leave(session, topicOf(payload)))),
    )
  }
  answerers.set('auth:refresh', (session, { token }: ClientRequests['auth:refresh']['payload']) =>
    session.inTurn(() => refresh(session, token)),
  )
  answerers.set('presence:update', (session, payload: ClientRequests['presence:update']['payload']) =>
    session.inTurn(() => Promise.resolve(session.attendance.update(payload.status, payload.projectId))),
  )
  return answerers
}

function projectOf(topic: string): string | undefined {
  const parsed = parseTopic(topic)
  return parsed?.kind === 'project' ? parsed.id : undefined
}
