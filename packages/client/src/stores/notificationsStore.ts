import { type IsoTime, type Notification, TelltaleError, type TopicSnapshots } from '@telltale/protocol'
import { explain } from '../explain.ts'
import type { Line, PartPort } from '../Line.ts'
import { outbox } from '../outbox/Outbox.ts'
import type { Outcome } from '../Requests.ts'
import { stores } from './stores.ts'
import { type TopicInput, type TopicRules, TopicStore } from './TopicStore.ts'

// What is known of a user's notifications (R6): what the server has told, and on top of it the marks made here.
//
//                          listed                    unlisted, unread         marks
//   answered, snapshot     the snapshot's            what it counts beside    those without an answer
//   answered, events       –                         –                        –
//   unanswered             –                         –                        –
//   notification           one more, once by id      –                        –
//   notification:read      read                      fewer (1)                –
//   notification:cleared   gone                      fewer (1)                –
//   refused                none                      none                     none, and an error
//   marked here            –                         –                        one more
//     done                 –                         –                        answered (2)
//     sent to a plain one  read, or gone             –                        one less
//     given up             –                         –                        one less, and an error
//
// (1) One that is told of and is not listed was one of those, if there are any.
// (2) It stays until what the server tells says the same: its own event may be late, or lost on the way.
//
// N1  What is shown is what the server has told with the marks on top, in the order in which they were made. So one that is
//     given up takes back itself alone.

/** What is known of a user's notifications. */
export type NotificationsState = Readonly<{
  /** Nothing is known yet. */
  isLoading: boolean
  /** Why the last mark was given up; `forbidden` where the notifications are not for this person. */
  error: TelltaleError | null
  /** Newest first, at most 500. */
  notifications: readonly Notification[]
  /** Also counts those that are not listed. */
  unreadCount: number
  /** Those that came last, oldest first; none of the first snapshot. */
  latest: readonly Notification[]
  told: Told
  marks: readonly OwnMark[]
}>

type Told = Readonly<{
  /** The server has said which are unread. */
  isWhole: boolean
  listed: readonly Notification[]
  unlistedCount: number
}>

type Mark = Readonly<{
  does: 'read' | 'clear'
  ids: ReadonlySet<string> | 'all'
  /** Also those that are not listed. */
  takesUnlisted: boolean
  readAt: IsoTime
}>
type OwnMark = Mark & Readonly<{ number: number; isAnswered: boolean }>

type NotificationEvent = 'notification' | 'notification:read' | 'notification:cleared'
type NotificationsSnapshot = TopicSnapshots['user']

const mostKept = 500

const unknown: NotificationsState = {
  isLoading: true,
  error: null,
  notifications: [],
  unreadCount: 0,
  latest: [],
  told: { isWhole: false, listed: [], unlistedCount: 0 },
  marks: [],
}

/** A user's notifications, and how to mark them: shown at once, sent when there is a line, taken back if it is refused. */
export class NotificationsStore extends TopicStore<NotificationsState, NotificationEvent, NotificationsSnapshot> {
  readonly #port: PartPort
  #markCount = 0

  constructor(port: PartPort, userId: string) {
    super(port, notificationsRules(userId))
    this.#port = port
  }

  readonly markAsRead = (ids: string | readonly string[]): void => {
    const read = new Set(this.state.notifications.filter((one) => !isUnread(one)).map(({ id }) => id))
    const unread = [ids].flat().filter((id) => !read.has(id))
    if (unread.length > 0) this.#mark('read', unread, false)
  }

  /** Those that are known; where not all are, all that the server has by then. */
  readonly markAllAsRead = (): void => {
    const { notifications, unreadCount, told } = this.state
    const unread = notifications.filter(isUnread).map(({ id }) => id)
    // By their ids, so that what comes before the mark arrives, perhaps after minutes without a line, stays unread.
    if (told.isWhole && unread.length === unreadCount) this.markAsRead(unread)
    else this.#mark('read', unread, true)
  }

  /** Without ids, all that the server has by then. */
  readonly clear = (ids?: string | readonly string[]): void => {
    const listed = this.state.notifications.map(({ id }) => id)
    if (ids === undefined) this.#mark('clear', listed, true)
    else if (ids.length > 0) this.#mark('clear', [ids].flat(), false)
  }

  #mark(does: Mark['does'], ids: readonly string[], isAll: boolean): void {
    const number = (this.#markCount += 1)
    const readAt = new Date(this.#port.env.now()).toISOString()
    // Whoever comes back before the answer finds it as it was left.
    const release = this.hold()
    this.change((state) => {
      const mark = { number, does, ids: new Set(ids), takesUnlisted: isAll, readAt, isAnswered: false }
      return show({ ...state, error: null, marks: [...state.marks, mark] })
    })
    void this.#send(`notification:${does}`, isAll ? { all: true } : { ids }).then((outcome) => {
      const isPlain = this.#port.server() === 'plain'
      this.change((state) => settle(state, number, outcome, isPlain))
      release()
    })
  }

  async #send(event: string, payload: unknown): Promise<Outcome<unknown>> {
    const { line, server } = this.#port
    const done = { ok: true, data: undefined } as const
    if (server() === 'plain') {
      line.socket.emit(event, payload)
      return done
    }
    // It may be applied twice: what is read or gone stays so.
    const outcome = await line.part(outbox).send(event, payload, { key: 'notifications', retry: 'safe' }).settled
    const isUnanswered = !outcome.ok && outcome.error.code === 'timeout' && server() === 'plain'
    return isUnanswered ? done : outcome
  }
}

/** A user's notifications; the same store for all who ask. */
export function notificationsStore(line: Line, userId: string): NotificationsStore {
  return line.part(stores).of('notifications', [userId], (port) => new NotificationsStore(port, userId))
}

function notificationsRules(userId: string): TopicRules<NotificationsState, NotificationEvent, NotificationsSnapshot> {
  const topic = `user:${userId}`
  return {
    topic,
    events: { notification: userId, 'notification:read': userId, 'notification:cleared': userId },
    initial: unknown,
    reduce: (state, input, now) => {
      if (input.type !== 'refused') return reduce(state, input, now)
      return {
        ...unknown,
        isLoading: false,
        error: new TelltaleError('forbidden', explain('not for this person', topic)),
      }
    },
  }
}

type Input = TopicInput<NotificationEvent, NotificationsSnapshot>

function reduce(state: NotificationsState, input: Input, now: number): NotificationsState {
  switch (input.type) {
    case 'answered':
      return input.snapshot ? read(state, input.snapshot) : loaded(state)
    case 'unanswered':
      return loaded(state)
    case 'event': {
      if (input.event === 'notification') return add(state, input.payload)
      const { ids, readAt = input.meta?.at ?? new Date(now).toISOString() } = input.payload
      return withTold(
        state,
        apply(state.told, {
          does: input.event === 'notification:read' ? 'read' : 'clear',
          ids: ids === 'all' ? ids : new Set(ids),
          takesUnlisted: ids === 'all',
          readAt,
        }),
      )
    }
    default:
      return state
  }
}

const isUnread = ({ readAt }: Notification): boolean => readAt === undefined
const countUnread = (notifications: readonly Notification[]): number => notifications.filter(isUnread).length

const loaded = (state: NotificationsState): NotificationsState =>
  state.isLoading ? { ...state, isLoading: false } : state

function read(state: NotificationsState, { notifications, unreadCount }: NotificationsSnapshot): NotificationsState {
  const listed = [...notifications].reverse().slice(0, mostKept)
  const told = { isWhole: true, listed, unlistedCount: Math.max(0, unreadCount - countUnread(listed)) }
  const marks = state.marks.filter(({ isAnswered }) => !isAnswered)
  const latest = state.told.isWhole ? newIn(listed, state.told.listed) : []
  return withTold({ ...state, marks, latest: latest.length > 0 ? latest : state.latest }, told)
}

/** What came since, oldest first. Old ones that were read may come to light again when others are cleared. */
function newIn(listed: readonly Notification[], before: readonly Notification[]): readonly Notification[] {
  const known = new Set(before.map(({ id }) => id))
  const newest = listed.findIndex(({ id }) => known.has(id))
  return listed
    .slice(0, newest === -1 ? listed.length : newest)
    .filter(isUnread)
    .reverse()
}

function add(state: NotificationsState, notification: Notification): NotificationsState {
  const { told } = state
  if (told.listed.some(({ id }) => id === notification.id)) return state
  const listed = [notification, ...told.listed].slice(0, mostKept)
  return withTold({ ...state, latest: [notification] }, { ...told, listed })
}

function withTold(state: NotificationsState, told: Told): NotificationsState {
  return told === state.told ? loaded(state) : show({ ...state, isLoading: false, told })
}

function settle(
  state: NotificationsState,
  number: number,
  outcome: Outcome<unknown>,
  isPlain: boolean,
): NotificationsState {
  const mark = state.marks.find((one) => one.number === number)
  if (!mark) return state
  const others = state.marks.filter((one) => one !== mark)
  if (!outcome.ok) return show({ ...state, marks: others, error: outcome.error })
  if (isPlain) return show({ ...state, marks: others, told: apply(state.told, mark) })
  return show({ ...state, marks: state.marks.map((one) => (one === mark ? { ...one, isAnswered: true } : one)) })
}

/** Lays the marks on what was told, and lets go of those that the server has done and told of. */
function show(state: NotificationsState): NotificationsState {
  const marks = state.marks.filter((mark) => !mark.isAnswered || state.told.listed.some((one) => isChanged(one, mark)))
  const { listed, unlistedCount } = marks.reduce<Told>(apply, state.told)
  return { ...state, marks, notifications: listed, unreadCount: countUnread(listed) + unlistedCount }
}

const isMeant = ({ id }: Notification, { ids }: Mark): boolean => ids === 'all' || ids.has(id)
const isChanged = (one: Notification, mark: Mark): boolean =>
  isMeant(one, mark) && (mark.does === 'clear' || isUnread(one))

function apply(told: Told, mark: Mark): Told {
  const { does, ids, takesUnlisted, readAt } = mark
  const countUnlisted = ids === 'all' ? 0 : ids.size - told.listed.filter((one) => isMeant(one, mark)).length
  const unlistedCount = takesUnlisted ? 0 : Math.max(0, told.unlistedCount - countUnlisted)
  if (unlistedCount === told.unlistedCount && !told.listed.some((one) => isChanged(one, mark))) return told
  const listed =
    does === 'clear'
      ? told.listed.filter((one) => !isMeant(one, mark))
      : told.listed.map((one) => (isChanged(one, mark) ? { ...one, readAt } : one))
  return { ...told, listed, unlistedCount }
}
