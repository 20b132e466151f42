import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { analysisStore } from '../../src/stores/analysisStore.ts'
import { notificationsStore } from '../../src/stores/notificationsStore.ts'
import { presenceStore } from '../../src/stores/presenceStore.ts'
import { runStore } from '../../src/stores/runStore.ts'
import { tasksStore } from '../../src/stores/tasksStore.ts'
import { junk } from '../support/junk.ts'
import { inVirtualTime, pass, plainWorld } from '../support/world.ts'

inVirtualTime()

/** The fields of each event that a store reads, one of them perhaps right. */
const events: Readonly<Record<string, readonly string[]>> = {
  'analysis:started': ['analysisId', 'detectors', 'startedAt'],
  'analysis:progress': ['analysisId', 'detector', 'progress', 'overall', 'issuesFound', 'estimatedSecondsRemaining'],
  'analysis:issue': ['analysisId', 'issue'],
  'analysis:complete': ['analysisId', 'issuesFound'],
  'analysis:error': ['analysisId', 'error', 'detector'],
  'analysis:cancelled': ['analysisId'],
  notification: ['id', 'title', 'createdAt', 'readAt'],
  'notification:read': ['ids', 'readAt'],
  'notification:cleared': ['ids'],
  'presence:changed': ['status', 'name', 'lastSeenAt'],
  'project:user:joined': ['user'],
  'project:user:left': ['user'],
  'ai:task:started': ['taskId', 'attempt', 'timestamp', 'message'],
  'ai:task:progress': ['taskId', 'attempt', 'progress', 'step', 'timestamp'],
  'ai:task:completed': ['taskId', 'attempt', 'timestamp', 'result'],
  'ai:task:failed': ['taskId', 'attempt', 'timestamp', 'error'],
  'workflow:event': ['kind', 'node', 'artifact', 'error', 'timestamp'],
  'workflow:progress': ['node', 'progress', 'timestamp'],
}

const keys = { projectId: '1', userId: 'ada', runId: '1' }
const right = fc.constantFrom<unknown>('a', 'b', 1, 50, '2026-01-01T00:00:00.000Z', [], {}, null, [null], [{}])
const malformed = fc.constantFrom(...Object.keys(events)).chain((event) =>
  fc.tuple(
    fc.constant(event),
    fc.oneof(
      junk,
      fc
        .record(Object.fromEntries((events[event] ?? []).map((field) => [field, fc.oneof(right, junk)])), {
          requiredKeys: [],
        })
        .map((payload) => ({ ...payload, ...keys })),
    ),
  ),
)

it('stores of a client without a contract throw at nothing that a plain server tells, count it, and go on', async () => {
  const errors = vi.fn<(error: unknown) => void>()
  vi.stubGlobal('reportError', errors)
  await fc.assert(
    fc.asyncProperty(fc.array(malformed, { maxLength: 40, size: 'max' }), async (told) => {
      const { server, visit } = plainWorld(() => {})
      const client = visit({ server: 'plain' })
      const analysis = analysisStore(client, '1')
      const stores = [
        analysis,
        notificationsStore(client, 'ada'),
        presenceStore(client, '1'),
        tasksStore(client, null),
        runStore(client, '1'),
      ]
      const stops = stores.map((store) => store.subscribe(() => {}))
      client.connect()
      await pass(100)
      for (const [event, payload] of told) server.io.emit(event, payload)
      await pass(200)
      for (const store of stores) expect(store.getSnapshot()).toBeDefined()
      const startedAt = '2999-01-01T00:00:00.000Z'
      server.io.emit('analysis:started', { analysisId: 'last', projectId: '1', detectors: [], startedAt })
      server.io.emit('analysis:complete', { analysisId: 'last', projectId: '1', issuesFound: 7, durationMs: 1 })
      await pass(200)
      expect(analysis.getSnapshot().analysis).toMatchObject({ analysisId: 'last', status: 'complete', issuesFound: 7 })
      expect(errors).not.toHaveBeenCalled()
      for (const stop of stops) stop()
      client.destroy()
      await pass(2_000)
    }),
    { numRuns: 300 },
  )
  vi.unstubAllGlobals()
})

it('counts as invalid what a store cannot take (C5)', async () => {
  const { server, visit } = plainWorld(() => {})
  const client = visit({ server: 'plain' })
  const stop = analysisStore(client, '1').subscribe(() => {})
  client.connect()
  await pass(100)
  server.io.emit('analysis:started', { analysisId: {}, projectId: '1', detectors: [], startedAt: 'now' })
  server.io.emit('analysis:started', { analysisId: 'a', projectId: '1', detectors: null, startedAt: 'now' })
  await pass(100)
  expect(client.getStats().invalid).toBe(2)
  stop()
})
