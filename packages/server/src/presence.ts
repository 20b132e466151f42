import {
  type Meta,
  type Person,
  type PresenceState,
  type PresentPerson,
  type ServerEvents,
  TelltaleError,
} from '@telltale/protocol'

/** Who is in which project: one entry a person, over however many sockets. */
export type Presence = {
  /** One more socket of a person, which is online until it says otherwise. */
  attend: (person: Person) => Attendance
  people: (projectId: string) => PresentPerson[]
}

/** One socket's part in presence. */
export type Attendance = {
  /** The person has, perhaps, another name or picture: their latest token says so. Others are told. */
  introduce: (person: Person) => void
  /** Others are told if it is the person's first socket there. */
  join: (projectId: string) => void
  /** Others are told if it was the person's last socket there. */
  leave: (projectId: string) => void
  /**
   * A status for one project, or for all that this socket is in, later ones too.
   *
   * @throws {TelltaleError} `forbidden` when the socket is not in that project.
   */
  update: (status: PresenceState, projectId?: string) => void
  /** The line is gone: the socket still counts until `end`, or until another one of the person takes its place. */
  lose: () => void
  /** Leaves everything. */
  end: () => void
}

type PresenceEvent = 'project:user:joined' | 'project:user:left' | 'presence:changed'

/** Sends a state event to a topic, and returns its `meta`. */
export type PublishPresence = <TEvent extends PresenceEvent>(
  topic: string,
  event: TEvent,
  payload: ServerEvents[TEvent],
) => Meta

type Seat = { status: PresenceState; lost: boolean; readonly projects: Set<string> }
type Entry = {
  /** As others were told last. */
  person: Person
  state: Omit<PresentPerson, keyof Person>
  readonly seats: Map<Seat, PresenceState>
}

/**
 * Presence in memory.
 *
 * - I1 A person has an entry in a project while one of their sockets is in it; its status is the best of theirs.
 * - I2 Who folds the events after one `people` arrives at the next `people`, revisions and times included.
 */
export function createPresence(publish: PublishPresence): Presence {
  const projects = new Map<string, Map<string, Entry>>()

  const settle = (projectId: string, entry: Entry, person: Person): void => {
    const { person: told, seats, state } = entry
    const status = best(seats.values())
    if (status === state.status && person.name === told.name && person.avatarUrl === told.avatarUrl) return
    const lastSeenAt = status === state.status ? state.lastSeenAt : new Date().toISOString()
    const { rev = 0 } = publish(`project:${projectId}`, 'presence:changed', {
      ...person,
      status,
      lastSeenAt,
      projectId,
    })
    entry.person = person
    entry.state = { status, lastSeenAt, rev }
  }

  const arrive = (projectId: string, person: Person, seat: Seat): void => {
    const people = projects.get(projectId) ?? new Map<string, Entry>()
    projects.set(projectId, people)
    let entry = people.get(person.userId)
    if (entry === undefined) {
      const { at, rev = 0 } = publish(`project:${projectId}`, 'project:user:joined', { projectId, user: person })
      entry = { person, state: { status: 'online', lastSeenAt: at, rev }, seats: new Map() }
      people.set(person.userId, entry)
    }
    for (const other of entry.seats.keys()) {
      if (other.lost && other.projects.delete(projectId)) entry.seats.delete(other)
    }
    entry.seats.set(seat, entry.seats.get(seat) ?? seat.status)
    seat.projects.add(projectId)
    settle(projectId, entry, person)
  }

  const depart = (projectId: string, person: Person, seat: Seat): void => {
    const people = projects.get(projectId)
    const entry = people?.get(person.userId)
    if (people === undefined || entry === undefined || !seat.projects.delete(projectId)) return
    entry.seats.delete(seat)
    if (entry.seats.size > 0) {
      settle(projectId, entry, entry.person)
      return
    }
    people.delete(person.userId)
    if (people.size === 0) projects.delete(projectId)
    publish(`project:${projectId}`, 'project:user:left', { projectId, user: entry.person })
  }

  return {
    people: (projectId) =>
      Array.from(projects.get(projectId)?.values() ?? [], ({ person, state }) => ({ ...person, ...state })),
    attend: (attendee) => {
      let person = attendee
      const seat: Seat = { status: 'online', lost: false, projects: new Set() }
      return {
        introduce: (introduced) => {
          person = introduced
          for (const joined of seat.projects) {
            const entry = projects.get(joined)?.get(person.userId)
            if (entry !== undefined) settle(joined, entry, person)
          }
        },
        join: (projectId) => arrive(projectId, person, seat),
        leave: (projectId) => depart(projectId, person, seat),
        update: (status, projectId) => {
          if (projectId !== undefined && !seat.projects.has(projectId)) {
            throw new TelltaleError(
              'forbidden',
              `a status for project "${projectId.slice(0, 100)}" was refused, because this line has not joined it. Send project:join first.`,
            )
          }
          if (projectId === undefined) seat.status = status
          for (const joined of projectId === undefined ? seat.projects : [projectId]) {
            const entry = projects.get(joined)?.get(person.userId)
            if (entry === undefined) continue
            entry.seats.set(seat, status)
            settle(joined, entry, entry.person)
          }
        },
        lose: () => {
          seat.lost = true
        },
        end: () => {
          for (const projectId of seat.projects) depart(projectId, person, seat)
        },
      }
    },
  }
}

function best(statuses: Iterable<PresenceState>): PresenceState {
  const held = new Set(statuses)
  return held.has('online') ? 'online' : held.has('away') ? 'away' : 'offline'
}
