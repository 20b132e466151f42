import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defineContract, entityEvents } from '../../../packages/protocol/src/schemas.ts'
import { createRealtimeServer } from '../../../packages/server/src/node.ts'

/** A real server whose records are rows with a title and a version; their first is 1. */
export async function startRowServer(rowCount: number): Promise<{
  url: string
  /** Tells the `n`th change: row after row, a version further with each round. */
  change: (n: number) => void
  close: () => Promise<void>
}> {
  const http = createServer()
  const anything = {
    '~standard': {
      version: 1,
      vendor: 'figures',
      validate: (value: unknown) => ({ value: value as { id: string; title: string } }),
    },
  } as const // nobody sends anything else
  const rt = createRealtimeServer(http, {
    contract: defineContract({ events: entityEvents({ row: anything }) }),
    auth: () => ({ userId: 'ada' }),
    socketOptions: { cors: { origin: '*' } },
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  // A server that listens on a port has an address of that form.
  const { port } = http.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    change: (n) => {
      const version = 2 + Math.floor(n / rowCount)
      const payload = { rowId: `row-${n % rowCount}`, changes: { title: `Change ${n}` }, version }
      rt.emitEntity('row', 'updated', payload, { userId: 'ada' })
    },
    close: async () => {
      rt.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
}
