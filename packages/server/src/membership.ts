import { parseTopic } from '@telltale/protocol'
import { type Session, tell } from './sessions.ts'

/** The project that a topic is of, if it is one. */
function projectOf(topic: string): string | undefined {
  const parsed = parseTopic(topic)
  return parsed?.kind === 'project' ? parsed.id : undefined
}

/** Lets a line into a topic: its people, its room, and the heads that it will be told of. Twice is once. */
export function enterTopic({ attendance, topics, socket }: Session, topic: string): void {
  const projectId = projectOf(topic)
  if (projectId !== undefined) attendance.join(projectId)
  if (!topics.has(topic)) topics.set(topic, null)
  void socket.join(topic)
}

/** Takes a line out of a topic; others are told at once. */
export function leaveTopic({ attendance, topics, socket }: Session, topic: string): void {
  topics.delete(topic)
  void socket.leave(topic)
  const projectId = projectOf(topic)
  if (projectId !== undefined) attendance.leave(projectId)
}

/** Takes a line out of a topic that it is in, and says so. */
export function revokeTopic(session: Session, topic: string): void {
  if (!session.topics.has(topic)) return
  leaveTopic(session, topic)
  tell(session.socket, 'room:revoked', { topic })
}
