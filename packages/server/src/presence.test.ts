import type { Meta, PresenceChanged, PresenceState, PresentPerson, ProjectUser } from '@telltale/protocol'
import { isEventPayload } from '@telltale/protocol/schemas'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { memory } from './memory.ts'
import { type Attendance, createPresence, type Presence } from './presence.ts'

type Told = { topic: string; event: string; payload: unknown; meta: Meta }

/** Presence on a real store, with everything that it tells. */
function world(): { presence: Presence; told: Told[]; rev: (topic: string) => number } {
  const store = memory()
  const told: Told[] = []
  const presence = createPresence((topic, event, payload) =>
    store.append(topic, { event, payload, class: 'state' }, (meta) => told.push({ topic, event, payload, meta })),
  )
  return { presence, told, rev: store.rev }
}

const ada = { userId: 'ada', name: 'Ada' }

test('one who was away before joining is told as joined, then as away', () => {
  const { presence, told } = world()
  const tab = presence.attend(ada)
  tab.update('away')
  tab.join('1')
  expect(told.map(({ event }) => event)).toEqual(['project:user:joined', 'presence:changed'])
  expect(presence.people('1')).toMatchObject([{ userId: 'ada', status: 'away', rev: 2 }])
})

test('joining twice is joining once, and leaving what was not joined is nothing', () => {
  const { presence, told } = world()
  const tab = presence.attend(ada)
  tab.join('1')
  tab.join('1')
  tab.leave('2')
  tab.leave('1')
  tab.leave('1')
  expect(told.map(({ event }) => event)).toEqual(['project:user:joined', 'project:user:left'])
  expect(presence.people('1')).toEqual([])
})

test('a status for one project stays there', () => {
  const { presence } = world()
  const tab = presence.attend(ada)
  tab.join('1')
  tab.join('2')
  tab.update('away', '1')
  tab.join('3')
  expect(['1', '2', '3'].map((id) => presence.people(id)[0]?.status)).toEqual(['away', 'online', 'online'])
  expect(() => tab.update('away', '4')).toThrow(expect.objectContaining({ code: 'forbidden' }))
})

test('a lost socket counts until another one of the person comes, or until its end', () => {
  const { presence, told } = world()
  const lost = presence.attend(ada)
  lost.join('1')
  lost.lose()
  expect(presence.people('1')).toHaveLength(1)

  const back = presence.attend(ada)
  back.update('away')
  back.join('1')
  expect(presence.people('1')).toMatchObject([{ status: 'away' }])
  back.leave('1')
  expect(presence.people('1')).toEqual([])
  lost.end()
  expect(told.map(({ event }) => event)).toEqual(['project:user:joined', 'presence:changed', 'project:user:left'])
})

test('R7 a name or picture that is new to the token is told where the person is, once, and changes not when they were last seen', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { presence, told } = world()
  const tab = presence.attend(ada)
  tab.join('1')
  const { lastSeenAt } = presence.people('1')[0] ?? {}
  vi.advanceTimersByTime(1_000)
  const pictured = { ...ada, avatarUrl: '/ada.png' }
  const renamed = { ...pictured, name: 'Ada L.' }
  for (const person of [pictured, pictured, renamed, renamed]) tab.introduce(person)
  expect(told.slice(1).map(({ payload }) => payload)).toEqual([
    { ...pictured, status: 'online', lastSeenAt, projectId: '1' },
    { ...renamed, status: 'online', lastSeenAt, projectId: '1' },
  ])
  expect(presence.people('1')).toMatchObject([{ ...renamed, lastSeenAt }])

  presence.attend(ada).join('1')
  expect(told.at(-1)?.payload).toEqual({ ...ada, status: 'online', lastSeenAt, projectId: '1' })
})

type Step =
  | { kind: 'join' | 'leave'; seat: number; project: string }
  | { kind: 'update'; seat: number; status: PresenceState; project?: string }
  | { kind: 'introduce'; seat: number; name: string }
  | { kind: 'lose' | 'end' | 'return'; seat: number }

/** Three people with three seats each. */
const userIds = ['ada', 'bob', 'eve']
const seat = fc.nat({ max: 8 })
const project = fc.constantFrom('1', '2')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join'), seat, project }) },
  fc.record({ kind: fc.constant('leave'), seat, project }),
  fc.record(
    { kind: fc.constant('update'), seat, status: fc.constantFrom('online', 'away', 'offline'), project },
    { requiredKeys: ['kind', 'seat', 'status'] },
  ),
  fc.record({ kind: fc.constant('introduce'), seat, name: fc.constantFrom('A', 'B') }),
  fc.record({ kind: fc.constantFrom('lose', 'end', 'return'), seat }),
)

type ModelSeat = { lost: boolean; status: PresenceState; projects: Map<string, PresenceState> }
/** Where each seat is, by a model that knows nothing of the code. */
type Model = Map<number, ModelSeat>

/** The status of each person in a project, by the model. */
function bestOf(model: Model, projectId: string): Record<string, PresenceState> {
  const statuses: PresenceState[] = ['online', 'away', 'offline']
  const people = userIds.map((userId, user) => {
    const seats = [...model].filter(([index]) => index % 3 === user)
    const held = new Set(seats.map(([, { projects }]) => projects.get(projectId)))
    return [userId, statuses.find((status) => held.has(status))] as const
  })
  return Object.fromEntries(people.flatMap(([userId, status]) => (status === undefined ? [] : [[userId, status]])))
}

/** What somebody in the project believes, by the events alone. */
function fold(people: Map<string, PresentPerson>, { event, payload, meta }: Told): void {
  const { rev = 0, at } = meta
  if (isJoined(event, payload))
    people.set(payload.user.userId, { ...payload.user, status: 'online', lastSeenAt: at, rev })
  else if (isLeft(event, payload)) people.delete(payload.user.userId)
  else if (isChanged(event, payload)) {
    const { projectId: _, name = '', ...person } = payload
    people.set(payload.userId, { ...person, name, rev })
  }
}
const isJoined = (event: string, payload: unknown): payload is ProjectUser =>
  event === 'project:user:joined' && isEventPayload(event, payload)
const isLeft = (event: string, payload: unknown): payload is ProjectUser =>
  event === 'project:user:left' && isEventPayload(event, payload)
const isChanged = (event: string, payload: unknown): payload is PresenceChanged =>
  event === 'presence:changed' && isEventPayload(event, payload)

test('R7 whoever folds what is told has the people that a fresh join is answered, after any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const { presence, told, rev } = world()
      const open = (index: number): Attendance => {
        const userId = userIds[index % 3] ?? ''
        return presence.attend({ userId, name: userId.toUpperCase() })
      }
      const seats = Array.from({ length: 9 }, (_, index) => open(index))
      const model: Model = new Map()
      const modelOf = (index: number): ModelSeat => {
        const found = model.get(index) ?? { lost: false, status: 'online' as const, projects: new Map() }
        model.set(index, found)
        return found
      }

      for (const action of steps) {
        const attendance = seats[action.seat]
        const expected = modelOf(action.seat)
        if (attendance === undefined) continue
        // A lost line sends nothing more; it ends, or its person is back on another one.
        if (expected.lost && action.kind !== 'end' && action.kind !== 'return') continue
        switch (action.kind) {
          case 'join':
            attendance.join(action.project)
            for (const [index, other] of model) {
              if (other.lost && index % 3 === action.seat % 3) other.projects.delete(action.project)
            }
            expected.projects.set(action.project, expected.projects.get(action.project) ?? expected.status)
            break
          case 'leave':
            attendance.leave(action.project)
            expected.projects.delete(action.project)
            break
          case 'update':
            if (action.project !== undefined && !expected.projects.has(action.project)) break
            attendance.update(action.status, action.project)
            if (action.project === undefined) expected.status = action.status
            for (const joined of expected.projects.keys()) {
              if (action.project === undefined || joined === action.project)
                expected.projects.set(joined, action.status)
            }
            break
          case 'introduce':
            attendance.introduce({ userId: userIds[action.seat % 3] ?? '', name: action.name })
            break
          case 'lose':
            attendance.lose()
            expected.lost = true
            break
          case 'end':
          case 'return':
            attendance.end()
            seats[action.seat] = open(action.seat)
            model.delete(action.seat)
        }
      }

      for (const projectId of ['1', '2']) {
        const events = told.filter(({ topic }) => topic === `project:${projectId}`)
        const believed = new Map<string, PresentPerson>()
        for (const event of events) fold(believed, event)
        const people = presence.people(projectId)

        expect(new Map(people.map((person) => [person.userId, person]))).toEqual(believed)
        expect(Object.fromEntries(people.map(({ userId, status }) => [userId, status]))).toEqual(
          bestOf(model, projectId),
        )
        expect(events.map(({ meta }) => meta.rev)).toEqual(events.map((_, index) => index + 1))
        expect(rev(`project:${projectId}`)).toBe(events.length)
      }
    }),
    { seed: 7, numRuns: 500 },
  )
})
