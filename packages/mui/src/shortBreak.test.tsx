import { RealtimeProvider } from '@telltale/react'
import { createMockUsage } from '@telltale/testing'
import { act, render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { shown } from '../test/support/shown.ts'
import { inVirtualTime, listen, pass, world } from '../test/support/world.tsx'
import {
  AITaskToasts,
  AnalysisProgress,
  ConnectionChip,
  NotificationBell,
  NotificationFeed,
  OfflineBanner,
  PresenceAvatars,
  UsageMeter,
  WorkflowProgress,
} from './index.ts'

inVirtualTime()

test('a break that ends within the grace is neither seen nor heard, in any widget (U9)', async () => {
  const server = world()
  const usage = createMockUsage({ capMs: 3_600_000 })
  render(
    <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
      <ConnectionChip />
      <OfflineBanner />
      <PresenceAvatars projectId="42" />
      <NotificationBell userId="ada" />
      <NotificationFeed userId="ada" />
      <AITaskToasts userId="ada" />
      <AnalysisProgress projectId="42" />
      <WorkflowProgress runId="7" />
      <UsageMeter usage={{ fetch: usage.fetch }} />
    </RealtimeProvider>,
  )
  await pass(15_000)
  server.rt.notifyUser('ada', { type: 'info', title: 'Alan signed the contract' })
  server.rt.defineTask('job', () => new Promise(() => {}))
  server.rt.executeTask('ada', 'job', {}, { title: 'Import', message: 'Begun' })
  server.rt.startAnalysis('42', { detectors: [{ id: 'links', name: 'Links' }] }).progress('links', 30)
  server.rt.workflow('7').emit({ kind: 'run_started' })
  await pass(15_000)

  const before = shown()
  const heard = listen()
  act(() => server.network.offline())
  for (let ms = 0; ms <= 1_200; ms += 100) {
    // oxlint-disable-next-line no-await-in-loop -- each moment of the break
    await pass(100)
    // oxlint-disable-next-line no-await-in-loop -- what stores tell is shown by frames, which are real
    await act(async () => void (await new Promise(requestAnimationFrame)))
    expect(shown(), `${ms} ms after the cut`).toEqual(before)
  }
  expect(server.connections).toBe(0)
  act(() => server.network.online())
  await pass(5_000)
  expect(server.connections).toBe(1)
  expect([shown(), heard]).toEqual([before, []])
})
