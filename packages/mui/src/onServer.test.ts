import { RealtimeProvider } from '@telltale/react'
import { createElement, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { everyWidget } from '../test/support/everyWidget.tsx'
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

// A browser that renders to a string has a document still; here there is none, as on a server.

test('on a server each widget renders in each of its looks', () => {
  expect(typeof document).toBe('undefined')
  for (const [name, look] of everyWidget()) expect.soft(() => renderToString(look), name).not.toThrow()
})

test('on a server all widgets render of a line that nobody has opened', () => {
  const widgets = [
    createElement(AITaskToasts, { key: 'toasts', userId: 'ada' }),
    createElement(AnalysisProgress, { key: 'analysis', projectId: '42' }),
    createElement(ConnectionChip, { key: 'chip' }),
    createElement(NotificationBell, { key: 'bell', userId: 'ada' }),
    createElement(NotificationFeed, { key: 'feed', userId: 'ada' }),
    createElement(OfflineBanner, { key: 'banner' }),
    createElement(PresenceAvatars, { key: 'people', projectId: '42' }),
    createElement(UsageMeter, { key: 'meter' }),
    createElement(WorkflowProgress, { key: 'workflow', runId: '7' }),
  ]
  const page = createElement(RealtimeProvider, { url: 'https://app.example.org' }, widgets)
  expect(renderToString(createElement(StrictMode, null, page))).toContain('Not connected')
})
