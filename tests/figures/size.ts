import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from './figure.ts'

const resolveDir = fileURLToPath(new URL('.', import.meta.url))

/** The gzipped bytes that a production build of an app gets from `code`, apart from what `external` names. */
async function gzippedBytes(code: string, external: string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    legalComments: 'none',
    external,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

/** What the kit adds to a production build that already has React, socket.io-client, React Query and MUI. */
export async function figures(): Promise<Figure[]> {
  const react = ['react', 'react-dom']
  const alone = await gzippedBytes(`export { io } from 'socket.io-client'`, react)
  const base = await gzippedBytes(
    `export { io } from 'socket.io-client'
     export { RealtimeProvider, useEvent, useWebSocketStatus } from '@telltale/react'`,
    react,
  )
  const client = await gzippedBytes(
    `export { io } from 'socket.io-client'
     export { createRealtimeClient } from '@telltale/client'`,
    react,
  )
  const app = `export { io } from 'socket.io-client'
     export { createRealtimeClient } from '@telltale/client'
     export { RealtimeProvider } from '@telltale/react'`
  const withQuery = [...react, '@tanstack/*']
  const unsynced = await gzippedBytes(app, withQuery)
  const synced = await gzippedBytes(`${app}\nexport * from '@telltale/react/query'`, withQuery)
  const stream = await gzippedBytes(
    `export { io } from 'socket.io-client'
     export { createRealtimeClient, createUsageStream, postUsage } from '@telltale/client'`,
    react,
  )
  const checked = await gzippedBytes(
    `export { io } from 'socket.io-client'
     export { createRealtimeClient } from '@telltale/client'
     export { telltaleContract } from '@telltale/protocol/schemas'`,
    react,
  )
  const chip = await gzippedBytes(`export { ConnectionChip } from '@telltale/mui'`, [
    ...react,
    '@emotion/*',
    '@mui/*',
    '@telltale/react',
  ])
  return [
    { name: 'size.provider-status-events.gz-bytes', value: base - alone, bar: 5000 },
    { name: 'size.client-outbox-topics.gz-bytes', value: client - alone, bar: 8000 },
    { name: 'size.query-sync.gz-bytes', value: synced - unsynced, bar: 7000 },
    { name: 'size.usage-stream.gz-bytes', value: stream - client, bar: 2500 },
    { name: 'size.validation.gz-bytes', value: checked - client, bar: 4000 },
    { name: 'size.connection-chip.gz-bytes', value: chip, bar: 2000 },
  ]
}
