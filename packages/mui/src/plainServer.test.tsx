import { RealtimeProvider } from '@telltale/react'
import { createPlainServer } from '@telltale/testing'
import { render } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { shown } from '../test/support/shown.ts'
import { inVirtualTime, pass } from '../test/support/world.tsx'
import { AnalysisProgress, NotificationFeed, PresenceAvatars, WorkflowProgress } from './index.ts'

inVirtualTime()

const place = { projectId: '42', analysisId: 'a', runId: '7', timestamp: '2026-01-15T14:00:00.000Z' }
const detector = { id: 'links', name: 'Links' }
const malformed: readonly [event: string, payload: object][] = [
  ['project:user:joined', { ...place, user: { userId: 'ada', name: null } }],
  ['project:user:joined', { ...place, user: { userId: 'bob', name: { first: 'Bob' } } }],
  ['presence:changed', { ...place, userId: 'ada', name: null, status: 'busy', lastSeenAt: place.timestamp }],
  ['notification', { id: 'n', title: { en: 'Hello' }, type: 'info', createdAt: place.timestamp }],
  ['workflow:event', { ...place, kind: 'artifact', artifact: { id: 'r', name: 'rows.csv', url: '/rows.csv' } }],
  ['workflow:event', { ...place, kind: 'artifact', artifact: { id: 's', name: {}, mediaType: {} } }],
  ['analysis:started', { ...place, detectors: [{ id: 'x', name: {} }], startedAt: place.timestamp }],
  ['analysis:started', { ...place, detectors: [detector], startedAt: place.timestamp }],
  ['analysis:issue', { ...place, issue: { id: 'i', detector: 'links', severity: null, message: 'The page is gone.' } }],
]

test('what a plain server tells amiss takes no widget down, and what it tells right is shown', async () => {
  const printed = vi.spyOn(console, 'error')
  const server = createPlainServer()
  const { unmount } = render(
    <RealtimeProvider url={server.url} env={{ connectivity: server.connectivity }}>
      <PresenceAvatars projectId="42" />
      <NotificationFeed userId="ada" />
      <AnalysisProgress projectId="42" />
      <WorkflowProgress runId="7" />
    </RealtimeProvider>,
  )
  await pass(15_000)
  for (const [event, payload] of malformed) server.io.emit(event, payload)
  await pass(1_000)
  const page = shown().join('\n')
  for (const words of ['aria-label=ada', 'Links', 'The page is gone.', 'rows.csv']) expect.soft(page).toContain(words)
  expect(printed).not.toHaveBeenCalled()
  unmount()
  await pass(2_000)
  await server.close()
})
