import {
  type IsoTime,
  parseTopic,
  type Person,
  type PresenceState,
  TelltaleError,
  type TopicSnapshots,
  type TopicState,
} from '@telltale/protocol'
import { explain } from '../explain.ts'
import type { Line, PartPort } from '../Line.ts'
import { stores } from './stores.ts'
import { type EventInput, type TopicRules, TopicStore } from './TopicStore.ts'

// Who is in a project (R7), by what is told. `rev` is the revision of the event, or of the person in the answer:
//
//                           not there           there                       gone
//   answered, lists         there               as listed, unless newer     there, unless newer
//   answered, lists not     –                   gone, unless newer          forgotten, unless newer
//   project:user:joined     there, online       online                      there, online
//   presence:changed        there (1)           as it says                  there (1)
//   project:user:left       gone                gone                        gone
//   refused                 nobody, and an error
//
// (1) Where it names the project: its joining was lost. A plain server may tell of people who are elsewhere.
//
// P1  An event that is not newer than the last answer, or than another about that person, changes nothing. Those of a
//     plain server have no revision, and count as they come.
// P2  People stand in the order in which they came to be known, whatever they do; whoever leaves and comes back stands last.
// P3  A person of whom nothing is new is the same object.

/** A person in a project: one, over however many tabs and devices. `lastSeenAt` is when the status last changed. */
export type PresenceUser = Readonly<Person & { status: PresenceState; lastSeenAt: IsoTime }>

/** Who is in a project. While the line is down it is who was there last. */
export type ProjectPresence = Readonly<{
  /** Nothing is known yet. */
  isLoading: boolean
  /** `forbidden` where the project is not for this person. */
  error: TelltaleError | null
  /** In the order in which they came, whatever their status. */
  users: readonly PresenceUser[]
  /** Those of them who are online: neither away nor offline. */
  onlineUsers: readonly PresenceUser[]
  onlineCount: number
  /** Whoever is at this page, by the word of the server; `null` while that is not known, and on plain servers. */
  self: PresenceUser | null
  selfId: string | null
  /** Of the last answer. */
  rev: number
  /** By user id. Of those who have gone, what an answer may bring back that was on its way then. */
  known: ReadonlyMap<string, Known>
}>

type Known = Readonly<{ rev: number; user: PresenceUser | null }>
type PresenceEvent = 'project:user:joined' | 'project:user:left' | 'presence:changed'
type ProjectSnapshot = TopicSnapshots['project']

/** People who have gone and are remembered, at most. */
const mostGone = 100

const nobody: ProjectPresence = {
  isLoading: true,
  error: null,
  users: [],
  onlineUsers: [],
  onlineCount: 0,
  self: null,
  selfId: null,
  rev: 0,
  known: new Map(),
}

/** Who is in a project; the same store for all who ask. */
export function presenceStore(
  line: Line,
  projectId: string,
): TopicStore<ProjectPresence, PresenceEvent, ProjectSnapshot> {
  return line.part(stores).of('presence', [projectId], (port) => new TopicStore(port, presenceRules(port, projectId)))
}

function presenceRules(port: PartPort, projectId: string): TopicRules<ProjectPresence, PresenceEvent, ProjectSnapshot> {
  const topic = `project:${projectId}`
  return {
    topic,
    // A presence is keyed by its person.
    events: { 'project:user:joined': projectId, 'project:user:left': projectId, 'presence:changed': undefined },
    initial: nobody,
    reduce: (state, input, now) => {
      switch (input.type) {
        case 'answered':
          return input.state ? read({ ...state, selfId: selfIdOf(port) }, input.state, input.beganAnew) : loaded(state)
        case 'unanswered':
          return loaded(state)
        case 'event':
          return hear(state, input, projectId, now)
        case 'refused':
          return {
            ...nobody,
            isLoading: false,
            error: new TelltaleError('forbidden', explain('not for this person', topic)),
          }
        default:
          return state
      }
    },
  }
}

/** Our server has joined the person's own topic for them. */
function selfIdOf(port: PartPort): string | null {
  const server = port.server()
  const topics = server === null || server === 'plain' ? [] : Object.keys(server.topics)
  return topics.map(parseTopic).find((topic) => topic?.kind === 'user')?.id ?? null
}

const loaded = (state: ProjectPresence): ProjectPresence => (state.isLoading ? { ...state, isLoading: false } : state)

function read(state: ProjectPresence, { rev, people = [] }: TopicState, beganAnew: boolean): ProjectPresence {
  // Another answer has overtaken this one.
  if (!beganAnew && rev < state.rev) return loaded(state)
  const told = new Map(people.map(({ rev: personRev, ...user }) => [user.userId, { rev: personRev, user }]))
  const known = new Map<string, Known>()
  for (const [userId, before] of state.known) {
    const now = told.get(userId)
    if (!beganAnew && before.rev > rev) known.set(userId, before)
    else if (now && before.user)
      known.set(userId, { ...now, user: isSame(before.user, now.user) ? before.user : now.user })
  }
  for (const [userId, now] of told) if (!known.has(userId)) known.set(userId, now)
  return withKnown({ ...state, rev }, known)
}

const states: readonly PresenceState[] = ['online', 'away', 'offline']

function hear(
  state: ProjectPresence,
  { event, payload, meta }: EventInput<PresenceEvent>,
  projectId: string,
  now: number,
): ProjectPresence {
  const told = 'user' in payload ? payload.user : payload
  const { userId } = told
  const before = state.known.get(userId)
  const rev = meta?.rev
  // Of two that came live the line has let only the newer one through.
  if (rev !== undefined && rev <= state.rev) return state
  const become = (user: PresenceUser | null): ProjectPresence => {
    const known = new Map(state.known)
    // Whoever comes back stands last.
    if (!user || !before?.user) known.delete(userId)
    return withKnown(state, known.set(userId, { rev: rev ?? before?.rev ?? 0, user }))
  }
  if (event === 'project:user:left') return before?.user || rev !== undefined ? become(null) : state
  // Our server names the whole person, so that a picture can go.
  const known = rev === undefined ? before?.user : undefined
  const { avatarUrl = known?.avatarUrl } = told
  const name = told.name ?? known?.name ?? userId
  const person = { userId, name, ...(avatarUrl === undefined ? {} : { avatarUrl }) }
  if (!('status' in payload)) {
    const lastSeenAt = meta?.at ?? new Date(now).toISOString()
    return become({ ...person, status: 'online', lastSeenAt })
  }
  const { status, lastSeenAt } = payload
  if (payload.projectId === undefined ? !before?.user : payload.projectId !== projectId) return state
  // A plain server may have words of its own; whoever it tells of is there.
  return become({ ...person, status: states.includes(status) ? status : 'online', lastSeenAt })
}

function withKnown(state: ProjectPresence, known: Map<string, Known>): ProjectPresence {
  const gone = [...known].filter(([, { user }]) => user === null).map(([userId]) => userId)
  for (const userId of gone.slice(0, -mostGone)) known.delete(userId)
  const users = [...known.values()].flatMap(({ user }) => user ?? [])
  const onlineUsers = users.filter(({ status }) => status === 'online')
  return {
    ...state,
    isLoading: false,
    known,
    users: keep(state.users, users),
    onlineUsers: keep(state.onlineUsers, onlineUsers),
    onlineCount: onlineUsers.length,
    self: users.find(({ userId }) => userId === state.selfId) ?? null,
  }
}

/** The same array for the same people. */
function keep(before: readonly PresenceUser[], now: readonly PresenceUser[]): readonly PresenceUser[] {
  return before.length === now.length && now.every((user, index) => user === before[index]) ? before : now
}

function isSame(a: PresenceUser, b: PresenceUser): boolean {
  return a.name === b.name && a.avatarUrl === b.avatarUrl && a.status === b.status && a.lastSeenAt === b.lastSeenAt
}
