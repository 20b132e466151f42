import type { Meta, PresenceChanged, PresentPerson, ProjectUser, TopicAnswer } from '@telltale/protocol'

/** Who is here, by user id, as of the revision `rev` of the project's state. */
export type People = { readonly rev: number; readonly byId: Readonly<Record<string, PresentPerson>> }

/** Before the server has said who is here. */
export const nobody: People = { rev: 0, byId: {} }

/** What the server answers to a join replaces all that was known: the server may have begun anew. */
export function peopleOf(answer: TopicAnswer | undefined): People {
  if (!answer || 'error' in answer || !answer.state) return nobody
  const { rev, people = [] } = answer.state
  return { rev, byId: Object.fromEntries(people.map((person) => [person.userId, person])) }
}

/** Somebody came. */
export function joined(people: People, { user }: ProjectUser, meta: Meta | undefined): People {
  const person = { ...user, status: 'online' as const, lastSeenAt: meta?.at ?? '' }
  return change(people, meta, (byId, rev) => ({ ...byId, [user.userId]: { ...person, rev } }))
}

/** Somebody left. */
export function left(people: People, { user }: ProjectUser, meta: Meta | undefined): People {
  return change(people, meta, (byId) =>
    Object.fromEntries(Object.entries(byId).filter(([userId]) => userId !== user.userId)),
  )
}

/** Somebody is online, away or offline now. */
export function presenceChanged(people: People, changed: PresenceChanged, meta: Meta | undefined): People {
  const { userId, status, lastSeenAt } = changed
  return change(people, meta, (byId, rev) => {
    const person = byId[userId]
    return person ? { ...byId, [userId]: { ...person, status, lastSeenAt, rev } } : byId
  })
}

type ById = People['byId']

/** An event that the answer to the join already contains changes nothing. */
function change(people: People, meta: Meta | undefined, apply: (byId: ById, rev: number) => ById): People {
  const rev = meta?.rev ?? people.rev + 1
  return rev > people.rev ? { rev, byId: apply(people.byId, rev) } : people
}
