import { defineContract, telltaleContract } from '@telltale/protocol/schemas'
import { createMockServer } from '@telltale/testing'
import { expect, test } from 'vitest'
import { checkDraft, createSampler, emittable, topicFor, vary } from './draft.ts'

const events = emittable(telltaleContract)
const sampler = createSampler(() => 'ada')

test.each(events)('a sample of %s is as the contract wants it', (event) => {
  const sample = sampler(event)
  const topic = topicFor(sample, 'ada')
  expect(checkDraft({ event, topic, json: JSON.stringify(sample) }, telltaleContract)).toEqual({
    topic,
    payload: sample,
  })
})

test('what our server says of the line is nothing to send by hand, an app’s own events are', () => {
  const contract = defineContract({
    events: { 'deal:won': { schema: telltaleContract.events['comment:created']!.schema } },
  })
  expect(emittable(contract)).toEqual([...events, 'deal:won'])
  expect(events).toContain('notification')
  expect(events.filter((event) => /^(connected|server:|auth:|room:)/.test(event))).toEqual([])
})

test('samples are as of now, and about who is signed in', () => {
  const before = Date.now()
  const sample = createSampler(() => 'grace')('notification') as { userId: string; createdAt: string }
  expect(sample.userId).toBe('grace')
  expect(Date.parse(sample.createdAt)).toBeGreaterThanOrEqual(before)
})

test('an event goes to its project or run, else to the user', () => {
  expect(topicFor(sampler('comment:created'), 'ada')).toBe('project:project-1')
  expect(topicFor(sampler('workflow:progress'), 'ada')).toBe('run:run-1')
  expect(topicFor(sampler('data:update'), 'ada')).toBe('team:team-1')
  expect(topicFor(sampler('ai:task:started'), 'ada')).toBe('user:ada')
  expect(topicFor('nothing', 'ada')).toBe('user:ada')
})

test('what is wrong with a draft is told, with its place', () => {
  const json = JSON.stringify({ ...(sampler('notification') as object), title: 7 })
  const issues = (draft: { event?: string; topic?: string; json?: string }) =>
    checkDraft({ event: 'notification', topic: 'user:ada', json, ...draft }, telltaleContract)
  expect(issues({})).toMatchObject({ issues: [{ path: ['title'] }] })
  expect(issues({ json: '{ "id": ' })).toMatchObject({
    issues: [{ message: expect.stringMatching(/^This is no JSON/) }],
  })
  expect(issues({ event: 'toString' })).toMatchObject({ issues: [{ message: expect.stringContaining('toString') }] })
  const valid = JSON.stringify(sampler('notification'))
  expect(issues({ json: valid, topic: 'ada' })).toMatchObject({
    issues: [{ message: expect.stringContaining('topic') }],
  })
})

test.each([
  ['is asynchronous', () => Promise.resolve({ value: 1 }), 'Use a synchronous one'],
  ['throws', () => JSON.parse('?') as never, 'JSON'],
])('an app’s own schema that %s says so', (_, validate, message) => {
  const schema = { '~standard': { version: 1 as const, vendor: 'app', validate } }
  const contract = defineContract({ events: { 'deal:won': { schema } } })
  expect(checkDraft({ event: 'deal:won', topic: 'user:ada', json: '{}' }, contract)).toMatchObject({
    issues: [{ message: expect.stringContaining(message) }],
  })
})

test('of many, what was edited stays and the rest is made up anew', () => {
  const sample = sampler('notification') as { id: string }
  const edited = { ...sample, title: 'Quota used up', extra: 1 }
  const next = vary(edited, sample, sampler('notification')) as typeof edited
  expect(next).toMatchObject({ title: 'Quota used up', extra: 1 })
  expect(next.id).not.toBe(sample.id)
})

test('a hundred of one draft are a hundred events to the server', async () => {
  const server = createMockServer()
  const sample = sampler('notification')
  const ids = new Set<unknown>()
  for (let i = 0; i < 100; i += 1) {
    const payload = vary(sample, sample, sampler('notification')) as { id: string }
    server.rt.to('user:ada').emit('notification', payload as never)
    ids.add(payload.id)
  }
  expect(ids.size).toBe(100)
  await server.close()
})
