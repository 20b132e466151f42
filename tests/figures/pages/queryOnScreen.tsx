// A list of a hundred rows, kept in step by the query sync or by a bare socket: `?subject=…&server=…`.
import { QueryClient, QueryClientProvider, queryOptions } from '@tanstack/react-query'
import { createRealtimeClient } from '@telltale/client'
import { RealtimeProvider } from '@telltale/react'
import { createEntitySync, defineEntity, list, useEntityIds, useEntityRow, useEntitySync } from '@telltale/react/query'
import { type ReactNode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { io } from 'socket.io-client'

export type Subject = 'telltale' | 'bare'
export type Row = { id: string; title: string; version: number }

/** From the arrival of a change until it was painted, in ms. */
const seen = { isReady: false, times: [] as number[] }
Object.assign(globalThis, { seen })
/** Changes that have arrived and are not on screen yet; filled before this page's own code hears of them. */
declare const arrivals: number[]

const query = new URLSearchParams(location.search)
const server = query.get('server') ?? ''
const rows = Array.from({ length: 100 }, (_, index): Row => ({ id: `row-${index}`, title: 'A row', version: 1 }))

const row = defineEntity<Row>()({
  name: 'row',
  version: { of: ({ version }) => version },
  views: [list(['rows'], { at: 'data', belongs: () => true, compare: (a, b) => a.id.localeCompare(b.id) })],
})
const rowsQuery = queryOptions({ queryKey: ['rows'], queryFn: () => Promise.resolve({ data: rows }) })

function telltale(): ReactNode {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const sync = createEntitySync(queryClient, [row])
  const client = createRealtimeClient({ url: server, getToken: () => 'ada' })
  client.status.subscribe(() => (seen.isReady = client.status.getSnapshot().synced))

  function Rows(): ReactNode {
    useEntitySync(sync)
    const { data: ids = [] } = useEntityIds(rowsQuery)
    return ids.map((id) => <EntityRow key={id} id={id} />)
  }
  return (
    <QueryClientProvider client={queryClient}>
      <RealtimeProvider client={client}>
        <Rows />
      </RealtimeProvider>
    </QueryClientProvider>
  )
}

function EntityRow({ id }: { id: string }): ReactNode {
  return <li>{useEntityRow(row, id)?.title}</li>
}

const socket = () => {
  const opened = io(server, { transports: ['websocket'], auth: { token: 'ada' } })
  opened.on('connect', () => (seen.isReady = true))
  return opened
}

/** The row that one writes first: a state, and a listener that sets it. */
function StateRow({ id, source }: { id: string; source: ReturnType<typeof socket> }): ReactNode {
  const [title, setTitle] = useState('A row')
  useEffect(() => {
    const heard = (change: { rowId: string; changes: Row }): void => {
      if (change.rowId === id) setTitle(change.changes.title)
    }
    source.on('row:updated', heard)
    return () => void source.off('row:updated', heard)
  }, [id, source])
  return <li>{title}</li>
}

function bare(): ReactNode {
  const source = socket()
  return rows.map(({ id }) => <StateRow key={id} id={id} source={source} />)
}

const subjects: Record<Subject, () => ReactNode> = { telltale, bare }

const root = document.body.appendChild(document.createElement('ul'))
// The page is asked for by the names of this table alone.
createRoot(root).render(subjects[query.get('subject') as Subject]())

let isChanged = false
new MutationObserver(() => (isChanged = arrivals.length > 0)).observe(root, { subtree: true, characterData: true })
const afterPaint = new MessageChannel()
afterPaint.port2.addEventListener('message', () => {
  if (!isChanged) return
  isChanged = false
  const now = performance.now()
  for (const arrivedAt of arrivals.splice(0)) seen.times.push(now - arrivedAt)
})
afterPaint.port2.start()
/** A task that a frame asks for runs as soon as the frame is painted. */
const followFrames = (): void => {
  afterPaint.port1.postMessage(null)
  requestAnimationFrame(followFrames)
}
requestAnimationFrame(followFrames)
