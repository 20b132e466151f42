import {
  type Meta,
  parseTopic,
  payloadBytes,
  type TopicSnapshot,
  type TopicState,
  type WorkflowEvent,
} from '@telltale/protocol'
import { eventSchemas } from '@telltale/protocol/schemas'
import type { Analyses } from './analyses.ts'
import type { Notifications } from './notifications.ts'
import type { Presence } from './presence.ts'
import type { Store } from './store.ts'
import type { Tasks } from './tasks.ts'
import type { Told } from './told.ts'
import type { Workflows } from './workflows.ts'

/** What holds in each topic, as who joins it is told. */
export type TopicViews = {
  /** An event went to a topic; those that have to do with it learn of it before anything else happens. */
  told: (topic: string, event: string, payload: unknown, meta: Meta) => void
  state: (topic: string) => TopicState
  /** A snapshot, its lists cut to their newest part where it would take more than so many bytes of JSON. */
  snapshot: (topic: string, bytes: number) => TopicSnapshot
}

type Parts = {
  store: Store
  presence: Presence
  notifications: Notifications
  tasks: Tasks
  analyses: Analyses
  workflows: Workflows
}

/** Events in the history of a run. */
const historyLength = 1000
/** The words of a snapshot beside its lists. */
const wordsBytes = 60

/** Joins what the parts know, by the kind of a topic. */
export function createTopicViews({ store, presence, notifications, tasks, analyses, workflows }: Parts): TopicViews {
  return {
    told: (topic, event, payload, meta) => {
      const parsed = parseTopic(topic)
      if (parsed === null || !Object.hasOwn(eventSchemas, event)) return
      // A name of ours has a payload of ours: its schema was asked, and a contract cannot define it anew.
      const told = { topic, event, payload, meta } as Told
      if (parsed.kind === 'user') {
        notifications.told(told, parsed.id)
        tasks.told(told, parsed.id)
      }
      if (parsed.kind === 'project') analyses.told(told, parsed.id)
      if (parsed.kind === 'run') workflows.told(told, parsed.id)
    },
    state: (topic) => {
      const { kind, id = '' } = parseTopic(topic) ?? {}
      const rev = store.rev(topic)
      const { epoch } = store.head(topic)
      switch (kind) {
        case 'user':
          return { rev, tasks: tasks.progress(id, epoch) }
        case 'project':
          return { rev, people: presence.people(id), analysis: analyses.progress(id, epoch) }
        case 'run':
          return { rev, nodes: workflows.progress(id, epoch) }
        default:
          return { rev }
      }
    },
    snapshot: (topic, bytes) => {
      const { kind, id = '' } = parseTopic(topic) ?? {}
      const { epoch } = store.head(topic)
      switch (kind) {
        case 'user': {
          const theirs = tasks.snapshot(id, epoch, bytes - wordsBytes)
          return { ...notifications.snapshot(id, bytes - wordsBytes - payloadBytes(theirs)), tasks: theirs }
        }
        case 'project':
          return { analysis: analyses.snapshot(id, epoch, bytes - wordsBytes) }
        case 'run': {
          const { events } = store.tail(topic, { count: historyLength, bytes: bytes - wordsBytes })
          // Checked when it was emitted.
          return {
            history: events.flatMap(({ event, payload }) =>
              event === 'workflow:event' ? [payload as WorkflowEvent] : [],
            ),
          }
        }
        default:
          return null
      }
    },
  }
}
