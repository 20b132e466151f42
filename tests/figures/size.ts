import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from './figure.ts'

const resolveDir = fileURLToPath(new URL('.', import.meta.url))

/** What apps have that use the kit, and what they import of it. */
const transport = `export { io } from 'socket.io-client'`
const base = `export { RealtimeProvider, useEvent, useWebSocketStatus } from '@telltale/react'`
const client = `export { createRealtimeClient } from '@telltale/client'`
const stream = `export { createUsageStream, postUsage } from '@telltale/client'`
const validation = `export { telltaleContract } from '@telltale/protocol/schemas'`
const query = `export * from '@telltale/react/query'`
const socketHooks = [
  'useSocket',
  'useTopic',
  'useRealTimeAnalysis',
  'useNotifications',
  'usePresence',
  'useAITasks',
  'useAITask',
  'useWorkflowEvents',
  'useWorkflowProgress',
  'useWorkflowArtifacts',
  'useDelivery',
  'useOutbox',
  'useConnectionStats',
  'RealtimeErrorBoundary',
]
/** Each widget with its bar; those that are of no use alone come as one. */
const widgets: readonly (readonly [name: string, bar: number, ...exported: string[]])[] = [
  ['connection-chip', 2000, 'ConnectionChip'],
  ['offline-banner', 1500, 'OfflineBanner'],
  ['ai-task-toasts', 4000, 'AITaskToasts'],
  ['usage-meter', 2000, 'UsageMeter'],
  ['notification-bell-and-feed', 5000, 'NotificationBell', 'NotificationFeed'],
  ['presence-avatars', 2000, 'PresenceAvatars'],
  ['analysis-progress', 3000, 'AnalysisProgress'],
  ['workflow-progress', 2000, 'WorkflowProgress'],
]
const hooks = (...names: string[]): string => `export { ${names.join(', ')} } from '@telltale/react'`

/** What the kit adds to a production build that already has React, socket.io-client and MUI, minified and gzipped. */
export async function figures(): Promise<Figure[]> {
  const allHooks = await gzippedBytes(transport, base, client, hooks(...socketHooks))
  const alone = await gzippedBytes(transport)
  const more = async (...code: string[]): Promise<number> =>
    (await gzippedBytes(transport, client, ...code)) - clientAlone
  const clientAlone = await gzippedBytes(transport, client)
  return [
    { name: 'size.provider-status-events.gz-bytes', value: (await gzippedBytes(transport, base)) - alone, bar: 5000 },
    { name: 'size.client-outbox-topics.gz-bytes', value: clientAlone - alone, bar: 8000 },
    { name: 'size.all-socket-hooks.gz-bytes', value: allHooks - alone, bar: 10_500 },
    {
      name: 'size.all-hooks-and-usage.gz-bytes',
      value: (await gzippedBytes(transport, base, client, hooks(...socketHooks, 'useUsageSession'))) - alone,
      bar: 13_000,
    },
    {
      name: 'size.query-sync.gz-bytes',
      value: (await more(hooks('RealtimeProvider'), query)) - (await more(hooks('RealtimeProvider'))),
      bar: 7000,
    },
    { name: 'size.usage-stream.gz-bytes', value: await more(stream), bar: 2500 },
    { name: 'size.validation.gz-bytes', value: await more(validation), bar: 4000 },
    ...(await widgetFigures()),
  ]
}

/** What each widget adds, all of them counted one by one, and all of them in one app, which has what they share once. */
export async function widgetFigures(): Promise<Figure[]> {
  const measure = (names: readonly string[]): Promise<number> =>
    gzippedBytes(`export { ${names.join(', ')} } from '@telltale/mui'`)
  const each = await Promise.all(
    widgets.map(async ([name, bar, ...names]) => ({
      name: `size.${name}.gz-bytes`,
      value: await measure(names),
      bar,
    })),
  )
  return [
    ...each,
    { name: 'size.widgets-sum.gz-bytes', value: each.reduce((sum, { value }) => sum + value, 0), bar: 22_000 },
    {
      name: 'size.widgets-together.gz-bytes',
      value: await measure(widgets.flatMap(([, , ...names]) => names)),
      bar: 16_000,
    },
  ]
}

/** What each hook alone costs beside provider and client, in bytes. */
export async function hookCosts(): Promise<ReadonlyMap<string, number>> {
  const kit = await gzippedBytes(transport, base, client)
  const names = [...socketHooks, 'useUsageSession']
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, (await gzippedBytes(transport, base, client, hooks(name))) - kit] as const),
    ),
  )
}

/** The gzipped bytes that a production build of an app gets from `code`. */
async function gzippedBytes(...code: string[]): Promise<number> {
  const isWidget = code.some((line) => line.includes('@telltale/mui'))
  const { outputFiles } = await build({
    stdin: { contents: code.join('\n'), resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    legalComments: 'none',
    external: ['react', 'react-dom', '@tanstack/*', ...(isWidget ? ['@emotion/*', '@mui/*', '@telltale/react'] : [])],
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
