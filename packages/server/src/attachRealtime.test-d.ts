import type { Notification, ProjectUpdated, TaskEnd, Topic } from '@telltale/protocol'
import { expectTypeOf, test } from 'vitest'
import { type Deal, dealContract } from '../test/support/dealContract.ts'
import { attachRealtime, type RealtimeServer, type RunningAnalysis, type User } from './index.ts'
import { createRealtimeServer } from './node.ts'

declare const io: Parameters<typeof attachRealtime>[0]
declare const httpServer: Parameters<typeof createRealtimeServer>[0]
const auth = (token: string | null): User => ({ userId: token ?? 'guest' })

test('without a contract, emit takes our events and their payloads', () => {
  const rt = attachRealtime(io, { auth })
  expectTypeOf(rt).toEqualTypeOf<RealtimeServer>()
  expectTypeOf(rt.to).parameter(0).toEqualTypeOf<Topic>()
  const update: ProjectUpdated = { projectId: '1', changes: {}, updatedBy: 'ada', updatedAt: '2026-01-01' }
  rt.to('project:1').emit('project:updated', update)
  // @ts-expect-error no such payload
  rt.to('project:1').emit('project:updated', { projectId: 1 })
  // @ts-expect-error no such event
  rt.to('project:1').emit('deal:won', { dealId: '1', amount: 1 })
  // @ts-expect-error a topic has a kind
  rt.to('project').emit('project:updated', update)
})

test('with a contract, emit takes its events as well as ours', () => {
  const rt = attachRealtime(io, { auth, contract: dealContract })
  rt.to('team:1').emit('deal:won', { dealId: '1', amount: 1 })
  rt.to('run:1').emit('workflow:progress', { runId: '1', node: 'a', progress: 1, timestamp: '2026-01-01' })
  // @ts-expect-error an amount is a number
  rt.to('team:1').emit('deal:won', { dealId: '1', amount: '1' })
  expectTypeOf(rt).toEqualTypeOf<RealtimeServer<typeof dealContract>>()
})

test('handle is typed by the request: payload in, data out', () => {
  const rt = createRealtimeServer(httpServer, { auth, contract: dealContract })
  rt.handle('deal:close', ({ payload, user }) => {
    expectTypeOf(payload).toEqualTypeOf<Pick<Deal, 'dealId'>>()
    expectTypeOf(user).toEqualTypeOf<User>()
    return { closed: true }
  })
  rt.handle('analysis:cancel', async ({ payload }) => {
    expectTypeOf(payload.analysisId).toBeString()
    return null
  })
  // @ts-expect-error the answer is no outcome
  rt.handle('deal:close', () => ({ closed: 'yes' }))
  // @ts-expect-error no such request
  rt.handle('deal:open', () => null)
})

test('notifyUser gives back the notification that was sent', () => {
  const rt = attachRealtime(io, { auth })
  expectTypeOf(rt.notifyUser('ada', { title: 'Hello' })).toEqualTypeOf<Notification>()
  // @ts-expect-error a notification has a title
  rt.notifyUser('ada', { message: 'Hello' })
})

test('S6 a task is defined with the parameters that it takes, and begun by its name', () => {
  const rt = attachRealtime(io, { auth })
  rt.defineTask('import_csv', async (task, { rows }: { rows: string[] }) => {
    expectTypeOf(task.signal).toEqualTypeOf<AbortSignal>()
    task.progress(30, rows[0], { index: 1, count: 3, name: 'Read' })
    return { done: rows.length }
  })
  rt.defineTask('untyped', (_, params) => expectTypeOf(params).toBeUnknown())
  expectTypeOf(rt.executeTask('ada', 'import_csv', { rows: [] }).settled).toEqualTypeOf<Promise<TaskEnd>>()
  // @ts-expect-error a title is a text
  rt.executeTask('ada', 'import_csv', null, { title: 7 })
})

test('an analysis and a run take what the wire carries', () => {
  const rt = attachRealtime(io, { auth })
  const detectors = [{ id: 'links', name: 'Links', weight: 3 }]
  expectTypeOf(rt.startAnalysis('1', { detectors })).toEqualTypeOf<RunningAnalysis>()
  rt.startAnalysis('1', { detectors }, async (analysis) => analysis.progress('links', 40))
  // @ts-expect-error an issue has a message
  rt.startAnalysis('1', { detectors }).issue({ detector: 'links', severity: 'high' })
  rt.workflow('7').emit({ kind: 'node_started', node: 'parse' })
  // @ts-expect-error the run is that of the handle
  rt.workflow('7').emit({ kind: 'node_started', runId: '8' })
})
