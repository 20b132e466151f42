import { queryOptions, useMutation } from '@tanstack/react-query'
import { describe, expectTypeOf, it } from 'vitest'
import {
  createEntitySync,
  defineEntity,
  detail,
  type EventsOfEntities,
  infinite,
  list,
  page,
  useEntityIds,
  useEntityRow,
} from './index.ts'

type Escrow = { id: string; price: number; version: number }
type Lead = { leadNo: string; status: 'new' | 'won' }

const escrow = defineEntity<Escrow>()({
  name: 'escrow',
  version: { of: (row) => row.version },
  views: [
    list(['escrows'], {
      at: 'data',
      belongs: (row) => row.price > 0,
      compare: (one, other) => one.price - other.price,
    }),
    page(['escrows', 'page'], { at: 'items', total: 'total', dependsOn: ['price'] }),
    infinite(['escrows', 'feed'], { at: 'items' }),
    detail(['escrow'], { id: (key) => key[1] }),
  ],
})
const lead = defineEntity<Lead>()({ name: 'lead', getId: (row) => row.leadNo, views: [] })

declare const client: Parameters<typeof createEntitySync>[0]

describe('entities', () => {
  it('name their events and type their payloads, down to the socket (S2)', () => {
    const sync = createEntitySync(client, [escrow, lead])
    type Events = EventsOfEntities<[typeof escrow, typeof lead]>
    expectTypeOf<keyof Events>().toEqualTypeOf<
      'escrow:created' | 'escrow:updated' | 'escrow:deleted' | 'lead:created' | 'lead:updated' | 'lead:deleted'
    >()
    expectTypeOf<Events['escrow:created']['escrow']>().toEqualTypeOf<Escrow>()
    sync.ingest('lead:updated', { leadId: '1', changes: { status: 'won' }, version: 2 })
    // @ts-expect-error -- no such status
    sync.ingest('lead:updated', { leadId: '1', changes: { status: 'lost' } })
    // @ts-expect-error -- no such event
    sync.ingest('deal:updated', { dealId: '1', changes: {} })
  })

  it('refuse fields that their records lack', () => {
    type Fields = NonNullable<NonNullable<Parameters<typeof page<Escrow>>[1]>['dependsOn']>[number]
    expectTypeOf<Fields>().toEqualTypeOf<'id' | 'price' | 'version'>()
  })

  it('type optimistic changes by record and variables', () => {
    const sync = createEntitySync(client, [escrow])
    const options = sync.optimistic(escrow, {
      kind: 'update',
      id: (change: { id: string; price: number }) => change.id,
      patch: ({ price }, row) => {
        expectTypeOf(row).toEqualTypeOf<Escrow>()
        return { price }
      },
      mutationFn: (_, { mutationId }) => {
        expectTypeOf(mutationId).toBeString()
        return Promise.resolve('done' as const)
      },
    })
    const { mutate, data } = useMutation(options)
    expectTypeOf(mutate).parameter(0).toEqualTypeOf<{ id: string; price: number }>()
    expectTypeOf(data).toEqualTypeOf<'done' | undefined>()
    // @ts-expect-error -- not an entity of this sync
    sync.optimistic(lead, { kind: 'delete', id: (id: string) => id, mutationFn: () => Promise.resolve() })
  })

  it('type what hooks give', () => {
    const escrows = queryOptions({ queryKey: ['escrows'], queryFn: () => ({ data: [] as Escrow[] }) })
    expectTypeOf(useEntityIds(escrows).data).toEqualTypeOf<readonly string[] | undefined>()
    expectTypeOf(useEntityRow(escrow, '1')).toEqualTypeOf<Escrow | undefined>()
  })
})
