import {
  type Contract,
  type Cursor,
  parseTopic,
  TelltaleError,
  type TopicAnswers,
  topicRequests,
} from '@telltale/protocol'
import type { User } from './admission.ts'
import { type AskedTopic, answerTopics } from './answerTopics.ts'
import { enterTopic, leaveTopic } from './membership.ts'
import { claimedTopics, type Session } from './sessions.ts'
import type { Store } from './store.ts'
import type { TopicViews } from './topicViews.ts'

/**
 * May this user join this topic? Asked for every join and every sync of what is not the user's by token, and for all
 * that is joined at each refresh of the token.
 */
export type Authorize = (request: { user: User; topic: string }) => boolean | Promise<boolean>

/** Lets lines into topics and tells them what they missed. */
export type Sync = {
  /** Joins and catches up, each topic on its own: a refusal is that topic's answer. */
  sync: (session: Session, topics: Readonly<Record<string, Cursor | null>>) => Promise<TopicAnswers>
  /** Joins one topic. @throws {TelltaleError} `forbidden` */
  join: (session: Session, topic: string) => Promise<TopicAnswers>
}

type SyncWorld = {
  authorize: Authorize
  contract: Contract
  store: Store
  views: TopicViews
  onError: (error: unknown) => void
}

/** Joins with an answer. In between there is no tick in which an event could fall. */
export function createSync({ authorize, contract, store, views, onError }: SyncWorld): Sync {
  // Another user's own topic is nobody's to join, however broad `authorize` is.
  const kinds = new Set([...Object.keys(topicRequests), ...contract.topics])
  kinds.delete('user')

  const admit = async (user: User, topic: string): Promise<void> => {
    if (claimedTopics(user).includes(topic)) return
    const kind = parseTopic(topic)?.kind
    if (kind !== undefined && kinds.has(kind) && (await authorize({ user, topic }))) return
    // Of a name of any length no more goes back than one can read.
    throw new TelltaleError('forbidden', `joining ${topic.slice(0, 100)} was refused. Ask somebody who may let you in.`)
  }

  const enter = (session: Session, asked: readonly AskedTopic[]): [string, TopicAnswers['topics'][string]][] => {
    // Its line may have gone while `authorize` was asked; nobody would ever take it out again.
    if (!session.socket.connected) return []
    for (const [topic] of asked) enterTopic(session, topic)
    const answers = answerTopics(asked, store, views)
    for (const [topic, { epoch, seq }] of answers) session.topics.set(topic, { epoch, seq })
    return answers
  }

  return {
    sync: async (session, topics) => {
      const asked = Object.entries(topics)
      const refusals = new Map<string, TelltaleError['code']>()
      await Promise.all(
        asked.map(async ([topic]) => {
          try {
            await admit(session.user, topic)
          } catch (error) {
            if (!TelltaleError.is(error)) onError(error)
            refusals.set(topic, TelltaleError.is(error) ? error.code : 'internal')
          }
        }),
      )
      for (const [topic, code] of refusals) if (code === 'forbidden') leaveTopic(session, topic)
      const answers = new Map(
        enter(
          session,
          asked.filter(([topic]) => !refusals.has(topic)),
        ),
      )
      for (const [topic, code] of refusals) answers.set(topic, { error: { code } })
      return { topics: Object.fromEntries(answers) }
    },
    join: async (session, topic) => {
      await admit(session.user, topic)
      return { topics: Object.fromEntries(enter(session, [[topic, null]])) }
    },
  }
}
