import type { Cursor, LoggedEvent, TopicSnapshot, TopicState } from '@telltale/protocol'
import { eventSchemas, telltaleContract, validate } from '@telltale/protocol/schemas'
import { type Analyses, createAnalyses } from '../../src/analyses.ts'
import { memory, type Store } from '../../src/index.ts'
import { createNotifications, type Notifications } from '../../src/notifications.ts'
import { createPresence, type Presence } from '../../src/presence.ts'
import { createTasks, type Tasks } from '../../src/tasks.ts'
import type { Tell } from '../../src/told.ts'
import { createTopicViews } from '../../src/topicViews.ts'
import { createWorkflows, type Workflows } from '../../src/workflows.ts'

/** An event as a client hears it, and when (ms). */
export type Heard = LoggedEvent & { readonly heardAt: number }

export type Parts = {
  store: Store
  presence: Presence
  notifications: Notifications
  tasks: Tasks
  analyses: Analyses
  workflows: Workflows
  tell: Tell
  /** All that was told to a topic, as it went over the line. */
  heard: (topic: string) => readonly Heard[]
  /** What `sync` answers who comes for the first time. */
  join: (topic: string) => { cursor: Cursor; snapshot: TopicSnapshot; state: TopicState }
  reported: unknown[]
}

/** The parts of a server on its store, without a line. */
export function createParts(): Parts {
  const store = memory()
  const all: Heard[] = []
  const reported: unknown[] = []
  const onError = (error: unknown): void => void reported.push(error)
  const tell: Tell = (topic, event, payload) => {
    const checked = validate<unknown>(eventSchemas[event], payload)
    if ('issues' in checked) throw new Error(`${event}: ${JSON.stringify(checked.issues)}`)
    const logged = { event, payload, class: telltaleContract.events[event]?.class ?? 'logged' }
    const meta = store.append(topic, logged, (given) => {
      all.push({ event, payload: overTheLine(payload), meta: given, heardAt: Date.now() })
    })
    views.told(topic, event, payload, meta)
    return meta
  }
  const presence = createPresence(tell)
  const notifications = createNotifications(tell)
  const tasks = createTasks({ tell, onError })
  const analyses = createAnalyses({ tell, onError })
  const workflows = createWorkflows({ tell, onError })
  const views = createTopicViews({ store, presence, notifications, tasks, analyses, workflows })
  return {
    store,
    presence,
    notifications,
    tasks,
    analyses,
    workflows,
    tell,
    reported,
    heard: (topic) => all.filter(({ meta }) => meta.topic === topic),
    join: (topic) => ({
      cursor: store.head(topic),
      snapshot: overTheLine(views.snapshot(topic, 1_000_000)),
      state: overTheLine(views.state(topic)),
    }),
  }
}

function overTheLine<TValue>(value: TValue): TValue {
  // What comes out is what went in, as far as JSON can carry it.
  return JSON.parse(JSON.stringify(value)) as TValue
}
