import type { QueryClient } from '@tanstack/query-core'
import { createEntitySync, defineEntity, detail, infinite, list, page } from '../../../src/query/index.ts'
import { byRank, type Change, type Row } from './ModelServer.ts'
import type { Schedule } from './Schedule.ts'

/** A change that a user of the model makes. */
export type Deed = { kind: 'create' | 'update' | 'delete'; id: string; record: Row; patch: Partial<Row> }

/** Sends a deed; `mutationId` where the strategy has one. */
type Send = (deed: Deed, mutationId?: string) => Promise<unknown>

/** What keeps a client's queries in step with the server: ours, or what people write by hand. */
export type Strategy = {
  hear: (change: Change) => void
  gap: () => void
  /** Options for a mutation of one deed. */
  mutation: (deed: Deed, send: Send) => { mutationFn: (deed: Deed) => Promise<unknown> }
  leftovers?: () => { operations: number; refetches: number }
}

export type StrategyKind = 'sync' | 'template' | 'invalidate'

export const keys = {
  all: ['all'],
  open: ['open'],
  page: ['page'],
  feed: ['feed'],
  one: ['one', 'a'],
  other: ['one', 'b'],
} as const

const views = [
  list<Row>(['all'], { at: 'data', total: 'total', belongs: () => true, compare: byRank }),
  list<Row>(['open'], { belongs: (row) => row.open, compare: byRank }),
  page<Row>(['page'], { at: 'items', total: 'total', dependsOn: ['rank'] }),
  infinite<Row>(['feed'], { at: 'items' }),
  detail<Row>(['one'], { deleted: null }),
]

const entities = {
  contiguous: defineEntity<Row>()({ name: 'row', version: { of: (row) => row.version }, views }),
  stamps: defineEntity<Row>()({ name: 'row', version: { of: (row) => row.stamp, contiguous: false }, views }),
  none: defineEntity<Row>()({ name: 'row', views }),
}

/** Ours. */
export function syncStrategy(
  client: QueryClient,
  schedule: Schedule,
  versions: keyof typeof entities,
  isToldTwice: boolean,
): Strategy {
  const entity = entities[versions]
  const env = {
    monotonic: () => schedule.now,
    setTimer: (run: () => void, ms: number) => schedule.after(ms, run),
    requestFrame: (run: () => void) => schedule.after(16, run),
  }
  // The same class as of react-query, which only adds hooks to it.
  const sync = createEntitySync(client, [entity], { env })
  return {
    hear: (change) => {
      if (isToldTwice) sync.ingest('data:update' as never, toDataUpdate(change) as never) // of other servers, so it has no type
      const { type, id, mutationId, version } = change
      const marks = {
        ...(version === undefined ? {} : { version }),
        ...(mutationId === undefined ? {} : { mutationId }),
      }
      if (type === 'created') sync.ingest('row:created', { row: change.record, ...marks })
      else if (type === 'updated') sync.ingest('row:updated', { rowId: id, changes: change.changes, ...marks })
      else sync.ingest('row:deleted', { rowId: id, ...marks })
    },
    gap: () => sync.gap(),
    mutation: ({ kind, id, record }, send) => {
      const mutationFn = (deed: Deed, { mutationId }: { mutationId: string }) => send(deed, mutationId)
      if (kind === 'create') return sync.optimistic(entity, { kind, record: () => record, mutationFn })
      if (kind === 'delete') return sync.optimistic(entity, { kind, id: () => id, mutationFn })
      return sync.optimistic(entity, { kind, id: () => id, patch: ({ patch }: Deed) => patch, mutationFn })
    },
    leftovers: sync.leftovers,
  }
}

function toDataUpdate(change: Change): unknown {
  const { type, id, version } = change
  const actions = { created: 'create', updated: 'update', deleted: 'delete' }
  const data = type === 'created' ? change.record : type === 'updated' ? change.changes : undefined
  return { entityType: 'row', entityId: id, action: actions[type], userId: 'u', teamId: 't', data, version }
}

type Listed = { data: Row[]; total: number }

/** What S2 and S3 have in their handlers today: `setQueryData` by event, a snapshot of the list for the rollback. */
export function templateStrategy(client: QueryClient): Strategy {
  const edit = (run: (rows: Row[]) => Row[]): void => {
    client.setQueryData<Listed>(keys.all, (old) => old && { ...old, data: run(old.data) })
  }
  return {
    hear: (change) => {
      if (change.type === 'created') edit((rows) => [change.record, ...rows])
      else if (change.type === 'deleted') edit((rows) => rows.filter(({ id }) => id !== change.id))
      else edit((rows) => rows.map((row) => (row.id === change.id ? { ...row, ...change.changes } : row)))
    },
    gap: () => void client.invalidateQueries(),
    mutation: snapshotMutation(client),
  }
}

/** The other usual way: each event makes all queries fetch again. */
export function invalidateStrategy(client: QueryClient): Strategy {
  const invalidate = (): void => void client.invalidateQueries()
  return { hear: invalidate, gap: invalidate, mutation: snapshotMutation(client) }
}

const snapshotMutation =
  (client: QueryClient): Strategy['mutation'] =>
  ({ kind, id, record, patch }, send) => ({
    mutationFn: (deed) => send(deed),
    onMutate: async () => {
      await client.cancelQueries({ queryKey: keys.all })
      const before = client.getQueryData<Listed>(keys.all)
      client.setQueryData<Listed>(keys.all, (old) => {
        if (!old) return old
        if (kind === 'create') return { ...old, data: [record, ...old.data] }
        if (kind === 'delete') return { ...old, data: old.data.filter((row) => row.id !== id) }
        return { ...old, data: old.data.map((row) => (row.id === id ? { ...row, ...patch } : row)) }
      })
      return { before }
    },
    onError: (_error: unknown, _deed: unknown, context?: { before?: Listed | undefined }) => {
      client.setQueryData(keys.all, context?.before)
    },
  })
