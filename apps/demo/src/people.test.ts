import type { Meta, PresentPerson } from '@telltale/protocol'
import { expect, test } from 'vitest'
import { joined, left, nobody, peopleOf, presenceChanged } from './people.ts'

const at = '2026-11-20T09:30:00.000Z'
const meta = (rev: number): Meta => ({ id: `m${rev}`, topic: 'project:demo', at, epoch: 'e', rev })
const ada: PresentPerson = { userId: 'ada', name: 'Ada', status: 'online', lastSeenAt: at, rev: 3 }
const grace = { projectId: 'demo', user: { userId: 'grace', name: 'Grace' } }
const answer = { epoch: 'e', seq: 0, state: { rev: 3, people: [ada] } }

test('the answer to a join says who is here', () => {
  expect(Object.keys(peopleOf(answer).byId)).toEqual(['ada'])
  expect(peopleOf({ error: { code: 'forbidden' } })).toBe(nobody)
})

test('people come, change and leave', () => {
  const both = joined(peopleOf(answer), grace, meta(4))
  expect(Object.keys(both.byId)).toEqual(['ada', 'grace'])
  const away = presenceChanged(both, { userId: 'grace', status: 'away', lastSeenAt: at }, meta(5))
  expect(away.byId['grace']?.status).toBe('away')
  expect(Object.keys(left(away, grace, meta(6)).byId)).toEqual(['ada'])
})

test('an event that the answer already contains changes nothing', () => {
  const people = peopleOf(answer)
  expect(joined(people, grace, meta(3))).toBe(people)
  expect(left(people, { projectId: 'demo', user: ada }, meta(2))).toBe(people)
})
