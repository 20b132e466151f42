import type { Person, ServerEvents } from '@telltale/protocol'
import { mulberry32 } from './mulberry32.ts'

/** For each event its payload: made up, except for the fields that are given. */
export type Fake = {
  readonly [TEvent in keyof ServerEvents]: (overrides?: Partial<ServerEvents[TEvent]>) => ServerEvents[TEvent]
}

/** Where a fake's values come from. */
type Source = {
  /** A new id, as `task-3`. */
  id: (kind: string) => string
  /** Each is a second after the one before, as ISO 8601. */
  time: () => string
  /** Whole, and both ends are possible. */
  number: (from: number, to: number) => number
  pick: <TValue>(...values: readonly [TValue, ...TValue[]]) => TValue
  person: () => Person
}

const firstTime = Date.UTC(2026, 0, 1, 9)

/**
 * Makes payloads of our events. One seed gives one sequence, whatever the day and the machine.
 *
 * @param seed - of the made-up values; 1 if not given
 * @example
 * const fake = createFake()
 * server.rt.to('user:ada').emit('notification', fake.notification({ title: 'Build passed' }))
 */
export function createFake(seed = 1): Fake {
  const source = createSource(seed)
  const entries = Object.entries(makers).map(([event, make]) => [
    event,
    (overrides: object = {}) => ({ ...make(source), ...overrides }),
  ])
  // `fromEntries` forgets which names it was given; the makers are typed by event.
  return Object.fromEntries(entries) as Fake
}

function createSource(seed: number): Source {
  const random = mulberry32(seed)
  const counts = new Map<string, number>()
  let times = 0
  const number = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  // An index within the list, which is never empty.
  const pick: Source['pick'] = (...values) => values[number(0, values.length - 1)] as (typeof values)[0]
  return {
    id: (kind) => {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      return `${kind}-${count}`
    },
    time: () => new Date(firstTime + 1000 * times++).toISOString(),
    number,
    pick,
    person: () => {
      const name = pick('Ada', 'Bob', 'Chidi', 'Dina', 'Eero', 'Farah', 'Goran', 'Hana')
      return { userId: name.toLowerCase(), name }
    },
  }
}

const project = { projectId: 'project-1' }
const detectors = ['security', 'performance', 'style'] as const
const task = ({ id, time }: Source) => ({ taskId: id('task'), attempt: 1, timestamp: time() })
const analysis = { ...project, analysisId: 'analysis-1' }

const makers: { readonly [TEvent in keyof ServerEvents]: (source: Source) => ServerEvents[TEvent] } = {
  connected: ({ id, time }) => ({
    protocol: 1,
    serverTime: time(),
    topics: { 'user:ada': { epoch: id('epoch'), seq: 0 } },
    commandEpoch: id('epoch'),
    reconnectSpreadMs: 0,
    dedupeWindowMs: 600_000,
    maxPayload: 64_000,
  }),
  'server:error': ({ pick }) => ({
    code: pick('internal', 'rate_limited', 'unknown_event'),
    message: 'That did not work. Try again.',
  }),
  'server:draining': ({ number }) => ({ reconnectSpreadMs: number(0, 2000) }),
  'server:spread': ({ number }) => ({ reconnectSpreadMs: number(0, 2000) }),
  'server:heads': ({ id, number }) => ({
    topics: { 'project:project-1': { epoch: id('epoch'), seq: number(1, 100) } },
  }),
  'auth:expiring': ({ time }) => ({ expiresAt: time() }),
  'auth:expired': ({ time }) => ({ expiresAt: time() }),
  'room:revoked': () => ({ topic: 'project:project-1' }),
  'project:updated': ({ pick, person, time }) => ({
    ...project,
    changes: { name: pick('Oak Street', 'Harbour', 'Old Mill') },
    updatedBy: person().userId,
    updatedAt: time(),
  }),
  'project:user:joined': ({ person }) => ({ ...project, user: person() }),
  'project:user:left': ({ person }) => ({ ...project, user: person() }),
  'presence:changed': ({ person, pick, time }) => ({
    ...person(),
    ...project,
    status: pick('online', 'away', 'offline'),
    lastSeenAt: time(),
  }),
  'analysis:started': ({ time }) => ({
    ...analysis,
    detectors: detectors.map((id) => ({ id, name: id.charAt(0).toUpperCase() + id.slice(1) })),
    startedAt: time(),
  }),
  'analysis:progress': ({ number, pick }) => ({
    ...analysis,
    detector: pick(...detectors),
    progress: number(0, 100),
    issuesFound: number(0, 20),
    estimatedSecondsRemaining: number(1, 90),
  }),
  'analysis:issue': ({ id, number, pick }) => ({
    ...analysis,
    issue: {
      id: id('issue'),
      detector: pick(...detectors),
      severity: pick('low', 'medium', 'high'),
      message: pick('Unused import', 'Query inside a loop', 'Secret in the source'),
      file: `src/${pick('login', 'search', 'checkout')}.ts`,
      line: number(1, 300),
    },
  }),
  'analysis:complete': ({ number }) => ({ ...analysis, issuesFound: number(0, 20), durationMs: number(1000, 90_000) }),
  'analysis:error': () => ({ ...analysis, error: { code: 'internal', message: 'A detector stopped. Run it again.' } }),
  'analysis:cancelled': ({ person }) => ({ ...analysis, cancelledBy: person().userId }),
  notification: ({ id, pick, time }) => ({
    id: id('notification'),
    userId: 'ada',
    type: pick('info', 'success', 'warning', 'error'),
    title: pick('Build passed', 'New comment', 'Quota almost used', 'Export failed'),
    createdAt: time(),
  }),
  'notification:read': ({ time }) => ({ userId: 'ada', ids: ['notification-1'], readAt: time() }),
  'notification:cleared': () => ({ userId: 'ada', ids: 'all' }),
  'comment:created': ({ id, person, pick, time }) => ({
    ...project,
    commentId: id('comment'),
    author: person(),
    body: pick('Looks good.', 'Can we simplify this?', 'Done.'),
    createdAt: time(),
  }),
  'comment:resolved': ({ person, time }) => ({
    ...project,
    commentId: 'comment-1',
    resolvedBy: person().userId,
    resolvedAt: time(),
  }),
  'data:update': ({ id, person, pick }) => ({
    entityType: 'escrow',
    entityId: id('escrow'),
    action: pick('create', 'update', 'delete'),
    userId: person().userId,
    teamId: 'team-1',
    data: { status: pick('open', 'closed') },
  }),
  'ai:task:started': (source) => ({
    ...task(source),
    taskType: 'summarise',
    title: source.pick('Summarise the lease', 'Write the listing', 'Find duplicates'),
    message: 'Started',
  }),
  'ai:task:progress': (source) => ({ ...task(source), progress: source.number(0, 100), message: 'Reading' }),
  'ai:task:completed': (source) => ({
    ...task(source),
    result: { done: source.number(1, 20), total: 20 },
    message: 'Done',
  }),
  'ai:task:failed': (source) => ({ ...task(source), error: 'The model did not answer.', retryable: true }),
  'ai:task:cancelled': task,
  'ai:task:lost': task,
  'workflow:event': ({ pick, time }) => ({
    runId: 'run-1',
    kind: pick('node_started', 'node_completed', 'node_failed'),
    node: pick('fetch', 'clean', 'train'),
    timestamp: time(),
  }),
  'workflow:progress': ({ number, pick, time }) => ({
    runId: 'run-1',
    node: pick('fetch', 'clean', 'train'),
    progress: number(0, 100),
    timestamp: time(),
  }),
}
