import { QueryClient } from '@tanstack/react-query'
import { createEntitySync, defineEntity, list } from '../../packages/react/src/query/index.ts'
import { type Figure, median, round } from './figure.ts'

type Row = { id: string; title: string; status: string; amount: number; note: string; version: number }
type Listed = { data: Row[] }

const key = ['rows']
const repetitions = 9

const rowOf = (index: number): Row => ({
  id: `row-${String(index).padStart(6, '0')}`,
  title: `A record with a title of a usual length, number ${index}`,
  status: 'open',
  amount: index,
  note: 'and a note beside it',
  version: 1,
})

const entity = defineEntity<Row>()({
  name: 'row',
  version: { of: (row) => row.version },
  views: [
    list(['rows'], {
      at: 'data',
      belongs: () => true,
      compare: (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
    }),
  ],
})

/** What events cost the cache, beside one `setQueryData` for each, and beside a bare Map that holds the rows. */
export function figures(): Promise<Figure[]> {
  const burst = Array.from({ length: repetitions }, () => measure(1_000, 1_000))
  const single = Array.from({ length: repetitions }, () => measure(10_000, 1, 200))
  const event = bytesOf(['row:updated', updateOf(1, 2), meta])
  const refetch = bytesOf({ data: Array.from({ length: 1_000 }, (_, index) => rowOf(index)) })
  return Promise.resolve([
    {
      name: 'query.1000-updates-on-1000-rows.ratio-to-setQueryData-each',
      value: round(median(burst.map(({ ours, template }) => ours / template))),
      bar: 0.01,
    },
    {
      name: 'query.1000-updates-on-1000-rows.ratio-to-a-map',
      value: round(median(burst.map(({ ours, map }) => ours / map))),
      bar: 2,
    },
    {
      name: 'query.1-update-on-10000-rows.ratio-to-setQueryData',
      value: round(median(single.map(({ ours, template }) => ours / template))),
      bar: 0.1,
    },
    { name: 'query.one-change.bytes', value: event, bar: 2_000 },
    { name: 'query.one-change.ratio-to-refetch-of-1000-rows', value: round(event / refetch, 4), bar: 0.02 },
  ])
}

const meta = { id: '01h8xgjwk2m3', topic: 'team:42', at: '2026-11-20T09:30:00.000Z', epoch: 'k2m3', seq: 1_234 }

const updateOf = (index: number, version: number) => ({
  rowId: rowOf(index).id,
  changes: { status: `closed ${version}` },
  version,
  mutationId: '1b2c3d4e5f6g7h8i9j0k',
  actorId: 'user-7',
})

type Times = { ours: number; template: number; map: number }

/** How long `updates` of different rows take on a list of so many, each way, in ms; the average of some rounds. */
function measure(rows: number, updates: number, rounds = 10): Times {
  const ours = startOurs(rows)
  const template = startTemplate(rows)
  const map = new Map(Array.from({ length: rows }, (_, index) => [rowOf(index).id, rowOf(index)]))
  const times: Times = { ours: 0, template: 0, map: 0 }
  for (let round = 0; round < rounds; round += 1) {
    const events = Array.from({ length: updates }, (_, index) => updateOf((index * 7 + round * 13) % rows, round + 2))
    const ordered =
      updates === 1 ? events.map((event) => ({ ...event, version: ours.nextVersion(event.rowId) })) : events
    times.ours += timeOf(() => ours.take(ordered))
    ours.check(ordered)
    // The template is slow, and the same each time.
    if (round < 3 || updates === 1) times.template += timeOf(() => template(ordered))
    times.map += timeOf(() => {
      for (const { rowId, changes, version } of ordered) {
        const row = map.get(rowId)
        if (row && row.version < version) map.set(rowId, { ...row, ...changes, version })
      }
    })
  }
  const templateRounds = updates === 1 ? rounds : Math.min(3, rounds)
  ours.stop()
  return { ours: times.ours / rounds, template: times.template / templateRounds, map: times.map / rounds }
}

function startOurs(rows: number) {
  let flush = (): void => undefined
  const client = clientWith(rows)
  const sync = createEntitySync(client, [entity], {
    env: {
      requestFrame: (run) => {
        flush = run
        return () => undefined
      },
      // What was in the cache before counts as stale, which is none of this figure's business.
      setTimer: () => () => undefined,
    },
  })
  const versions = new Map<string, number>()
  return {
    nextVersion: (id: string): number => {
      const next = (versions.get(id) ?? 1) + 1
      versions.set(id, next)
      return next
    },
    take: (events: readonly ReturnType<typeof updateOf>[]): void => {
      for (const event of events) sync.ingest('row:updated', event)
      flush()
    },
    check: (events: readonly ReturnType<typeof updateOf>[]): void => {
      const last = events.at(-1)
      const shown = client.getQueryData<Listed>(key)?.data.find(({ id }) => id === last?.rowId)
      if (shown?.version !== last?.version) throw new Error('the last update is not shown')
    },
    stop: () => sync.destroy(),
  }
}

function startTemplate(rows: number): (events: readonly ReturnType<typeof updateOf>[]) => void {
  const client = clientWith(rows)
  return (events) => {
    for (const { rowId, changes } of events) {
      client.setQueryData<Listed>(key, (old) =>
        old ? { ...old, data: old.data.map((row) => (row.id === rowId ? { ...row, ...changes } : row)) } : old,
      )
    }
  }
}

function clientWith(rows: number): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity, staleTime: Infinity } } })
  client.setQueryData<Listed>(key, { data: Array.from({ length: rows }, (_, index) => rowOf(index)) })
  return client
}

function timeOf(run: () => void): number {
  const from = performance.now()
  run()
  return performance.now() - from
}

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length
