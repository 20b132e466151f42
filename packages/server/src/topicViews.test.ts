import type { EventDefinition } from '@telltale/protocol'
import { defineContract } from '@telltale/protocol/schemas'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createParts } from '../test/support/createParts.ts'
import { startServer } from '../test/support/startServer.ts'

test('a revision of an epoch that is over counts as none, or live events would seem older', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { store, tasks, analyses, join } = createParts()
  tasks.define('slow', ({ progress }) => {
    progress(10)
    return new Promise(() => undefined)
  })
  const running = analyses.start('1', { detectors: [{ id: 'links', name: 'Links' }] })
  running.progress('links', 10)
  vi.advanceTimersByTime(100)
  running.progress('links', 20)
  const before = join('project:1')
  expect(before).toMatchObject({
    snapshot: { analysis: { detectors: [{ rev: 2 }] } },
    state: { analysis: [{ rev: 2 }] },
  })

  vi.advanceTimersByTime(86_400_000)
  store.sweep(() => false)
  store.sweep(() => false)
  const after = join('project:1')

  expect(after.cursor.epoch).not.toBe(before.cursor.epoch)
  expect(after).toMatchObject({
    snapshot: { analysis: { status: 'running', detectors: [{ progress: 20, rev: 0 }] } },
    state: { rev: 0, analysis: [{ progress: 20, rev: 0 }] },
  })
  running.progress('links', 30)
  expect(join('project:1').state).toMatchObject({ rev: 1, analysis: [{ progress: 30, rev: 1 }] })
  analyses.close()
})

/** A payload that has no fields at all. */
const number: EventDefinition<number>['schema'] = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: Number(value) }) },
}

test("events of an app's own, and such of ours on a topic of another kind, change nothing that is kept", async () => {
  const contract = defineContract({ events: { 'import:progress': { schema: number } }, topics: ['planet'] })
  const { rt, open } = await startServer({ contract })
  const started = { analysisId: 'a', projectId: '1', detectors: [], startedAt: '2026-11-20T09:30:00.000Z' }
  rt.to('user:ada').emit('import:progress', 7)
  rt.to('user:ada').emit('analysis:started', started)
  rt.to('planet:mars').emit('analysis:started', started)
  const ada = await open('ada/red')
  const answer = await ada.ask('sync', {
    topics: { 'user:ada': null, 'team:red': null, 'project:1': null, 'run:1': null, 'planet:mars': null },
  })
  expect(answer).toMatchObject({
    data: {
      topics: {
        'user:ada': {
          seq: 2,
          snapshot: { unreadCount: 0, notifications: [], tasks: [] },
          state: { rev: 0, tasks: [] },
        },
        'team:red': { snapshot: null, state: { rev: 0 } },
        'project:1': { snapshot: { analysis: null }, state: { people: [{ userId: 'ada' }], analysis: [] } },
        'run:1': { snapshot: { history: [] }, state: { rev: 0, nodes: [] } },
        'planet:mars': { snapshot: null, state: { rev: 0 } },
      },
    },
  })
})
