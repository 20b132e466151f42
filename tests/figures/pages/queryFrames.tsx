// A list of many rows that is kept in step by the query sync, and counts what it does: `?server=…`.
import { QueryClient, QueryClientProvider, queryOptions } from '@tanstack/react-query'
import { createRealtimeClient } from '@telltale/client'
import { RealtimeProvider } from '@telltale/react'
import { createEntitySync, defineEntity, list, useEntityIds, useEntityRow, useEntitySync } from '@telltale/react/query'
import { type ReactNode, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'

export type Row = { id: string; title: string; version: number }

/** What the page has seen, for those who look at it from outside. */
export type Seen = { isReady: boolean; events: number; frames: number; rows: number; lists: number; selects: number }

const rowCount = 150

const seen: Seen = { isReady: false, events: 0, frames: 0, rows: 0, lists: 0, selects: 0 }

Object.assign(globalThis, { seen })
const server = new URLSearchParams(location.search).get('server') ?? ''
const rows = Array.from({ length: rowCount }, (_, index): Row => ({ id: `row-${index}`, title: 'A row', version: 1 }))
const row = defineEntity<Row>()({
  name: 'row',
  version: { of: ({ version }) => version },
  views: [list(['rows'], { at: 'data', belongs: () => true, compare: (a, b) => (a.id < b.id ? -1 : 1) })],
})
const rowsQuery = queryOptions({ queryKey: ['rows'], queryFn: () => Promise.resolve({ data: rows }) })
const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
const sync = createEntitySync(queryClient, [row])
const { idsIn } = sync
// As `useEntityIds` looks for it, with each change of the query's data.
sync.idsIn = (key, data) => {
  seen.selects += 1
  return idsIn(key, data)
}
const client = createRealtimeClient({ url: server, getToken: () => 'ada' })
client.status.subscribe(() => (seen.isReady = client.status.getSnapshot().synced))
client.on('row:updated', () => (seen.events += 1))

const Line = ({ id }: { id: string }): ReactNode => {
  useLayoutEffect(() => void (seen.rows += 1))
  return <li id={id}>{useEntityRow(row, id)?.title}</li>
}
const Lines = (): ReactNode => {
  useEntitySync(sync)
  useLayoutEffect(() => void (seen.lists += 1))
  const { data: ids = [] } = useEntityIds(rowsQuery)
  return ids.map((id) => <Line key={id} id={id} />)
}
createRoot(document.body.appendChild(document.createElement('ul'))).render(
  <QueryClientProvider client={queryClient}>
    <RealtimeProvider client={client}>
      <Lines />
    </RealtimeProvider>
  </QueryClientProvider>,
)
const countFrame = (): void => {
  seen.frames += 1
  requestAnimationFrame(countFrame)
}
requestAnimationFrame(countFrame)
