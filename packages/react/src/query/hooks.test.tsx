import { createRealtimeClient } from '@telltale/client'
import {
  QueryClient,
  QueryClientProvider,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { act, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { inVirtualTime, pass, world } from '../../test/support/world.tsx'
import { RealtimeProvider } from '../RealtimeProvider.tsx'
import {
  createEntitySync,
  defineEntity,
  detail,
  type EntitySync,
  infinite,
  list,
  useEntityIds,
  useEntityRow,
  useEntitySync,
} from './index.ts'

inVirtualTime()

type Escrow = { id: string; title: string; archived: boolean; version: number }

const escrow = defineEntity<Escrow>()({
  name: 'escrow',
  version: { of: (row) => row.version },
  views: [
    list(['escrows'], {
      at: 'data',
      belongs: (row) => !row.archived,
      compare: (one, other) => (one.id < other.id ? -1 : 1),
    }),
    infinite(['feed'], { at: 'items', dependsOn: ['archived'] }),
    detail(['escrow'], { deleted: null }),
  ],
})

const row = (id: string, title = id, version = 1): Escrow => ({ id, title, archived: false, version })

function setUp(fetched: Escrow[] = [row('a'), row('b'), row('c')]) {
  const server = { rows: fetched, fetches: 0 }
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity }, mutations: { gcTime: Infinity } },
  })
  const sync = createEntitySync(client, [escrow])
  const escrows = queryOptions({
    queryKey: ['escrows'],
    queryFn: () => {
      server.fetches += 1
      return Promise.resolve({ data: server.rows })
    },
  })
  const Providers = ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </StrictMode>
  )
  return { server, client, sync, escrows, Providers }
}

/** A list of rows that counts how often what is rendered, in a world without StrictMode's doubles. */
function counted({ client, escrows }: ReturnType<typeof setUp>) {
  const renders = { list: 0, rows: new Map<string, number>() }
  const Row = ({ id }: { id: string }) => {
    renders.rows.set(id, (renders.rows.get(id) ?? 0) + 1)
    return <li>{useEntityRow(escrow, id)?.title}</li>
  }
  const List = () => {
    renders.list += 1
    const { data: ids = [] } = useEntityIds(escrows)
    return (
      <ul>
        {ids.map((id) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    )
  }
  render(
    <QueryClientProvider client={client}>
      <List />
    </QueryClientProvider>,
  )
  const reset = () => {
    renders.list = 0
    renders.rows.clear()
  }
  return { renders, reset, titles: () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent) }
}

describe('useEntityIds and useEntityRow', () => {
  it('render one row for a change of one, and no list', async () => {
    const all = setUp()
    const { renders, reset, titles } = counted(all)
    await pass(50)
    expect(titles()).toEqual(['a', 'b', 'c'])
    reset()
    act(() => all.sync.ingest('escrow:updated', { escrowId: 'b', changes: { title: 'B' }, version: 2 }))
    await pass(200)
    expect(titles()).toEqual(['a', 'B', 'c'])
    expect(renders).toEqual({ list: 0, rows: new Map([['b', 1]]) })
    expect(all.server.fetches).toBe(1)
  })

  it('render the list, and no other row, where a record comes or goes', async () => {
    const all = setUp()
    const { renders, reset, titles } = counted(all)
    await pass(50)
    reset()
    act(() => {
      all.sync.ingest('escrow:created', { escrow: row('bb') })
      all.sync.ingest('escrow:deleted', { escrowId: 'a', version: 2 })
    })
    await pass(200)
    expect(titles()).toEqual(['b', 'bb', 'c'])
    expect(renders.list).toBe(1)
    expect(renders.rows.get('bb')).toBe(1)
  })

  it('serve an infinite query by `sync.idsIn`, page by page', async () => {
    const { sync, client } = setUp()
    const renders: string[] = []
    const Row = ({ id }: { id: string }) => {
      renders.push(id)
      return <li>{useEntityRow(escrow, id)?.title}</li>
    }
    const Feed = () => {
      renders.push('list')
      const { data: ids = [], fetchNextPage } = useInfiniteQuery({
        queryKey: ['feed'],
        queryFn: ({ pageParam }) => Promise.resolve({ items: [row(`${pageParam}a`), row(`${pageParam}b`)] }),
        initialPageParam: 0,
        getNextPageParam: (_, pages) => pages.length,
        select: (data) => sync.idsIn(['feed'], data),
      })
      return (
        <>
          {ids.map((id) => (
            <Row key={id} id={id} />
          ))}
          <button onClick={() => void fetchNextPage()}>More</button>
        </>
      )
    }
    render(
      <QueryClientProvider client={client}>
        <Feed />
      </QueryClientProvider>,
    )
    const titles = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent)
    await pass(50)
    act(() => screen.getByRole('button').click())
    await pass(50)
    expect(titles()).toEqual(['0a', '0b', '1a', '1b'])
    renders.length = 0
    act(() => sync.ingest('escrow:updated', { escrowId: '1a', changes: { title: 'A' }, version: 2 }))
    await pass(200)
    expect(titles()).toEqual(['0a', '0b', 'A', '1b'])
    expect(renders).toEqual(['1a'])
  })

  it('say what is to be done where there is no sync, and give nothing for what no query holds', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const Lone = () => <p>{useEntityRow(escrow, 'z')?.title ?? 'nothing'}</p>
    const under = (client: QueryClient) => (
      <QueryClientProvider client={client}>
        <Lone />
      </QueryClientProvider>
    )
    expect(() => renderToString(under(new QueryClient()))).toThrow(/createEntitySync/)
    expect(renderToString(under(setUp().client))).toContain('nothing')
    complaints.mockRestore()
  })
})

describe('sync.optimistic', () => {
  function archiving(answer: (id: string, mutationId: string) => Promise<unknown>) {
    const all = setUp()
    const seen: string[] = []
    const Archive = () => {
      const { data } = useQuery(all.escrows)
      const archive = useMutation({
        ...all.sync.optimistic(escrow, {
          kind: 'update',
          id: (id: string) => id,
          patch: () => ({ archived: true }),
          mutationFn: (id, { mutationId }) => answer(id, mutationId),
        }),
        onSuccess: () => seen.push('Archived'),
        onError: () => seen.push('Could not archive'),
      })
      return (
        <>
          <output>{data?.data.map(({ id }) => id).join(' ')}</output>
          <button onClick={() => archive.mutate('b')}>Archive b</button>
        </>
      )
    }
    render(<Archive />, { wrapper: all.Providers })
    return { ...all, seen, shown: () => screen.getByRole('status').textContent }
  }

  it('shows a change at once, and takes it back alone where it fails (S3)', async () => {
    let refuse = (): void => {}
    const all = archiving(() => new Promise((_, reject) => (refuse = () => reject(new Error('no')))))
    await pass(50)
    act(() => screen.getByRole('button').click())
    await pass(0)
    expect(all.shown()).toBe('a c')
    act(() => all.sync.ingest('escrow:created', { escrow: row('d') }))
    await pass(200)
    expect(all.shown()).toBe('a c d')
    refuse()
    await pass(50)
    expect(all.shown()).toBe('a b c d')
    expect(all.seen).toEqual(['Could not archive'])
    expect(all.sync.leftovers().operations).toBe(0)
  })

  it('knows its own echo by the mutation id that its function was given (S3)', async () => {
    const given: string[] = []
    const all = archiving((_, mutationId) => {
      given.push(mutationId)
      return new Promise(() => {})
    })
    await pass(50)
    act(() => screen.getByRole('button').click())
    await pass(0)
    const [mutationId = ''] = given
    act(() => all.sync.ingest('escrow:updated', { escrowId: 'b', changes: { archived: true }, version: 2, mutationId }))
    await pass(200)
    expect(all.shown()).toBe('a c')
    expect(all.sync.leftovers().operations).toBe(0)
  })

  it('fetches where the answer says nothing and no event comes', async () => {
    const all = archiving(() => Promise.resolve())
    await pass(50)
    act(() => screen.getByRole('button').click())
    all.server.rows = [row('a'), row('c')]
    await pass(3_000)
    expect(all.seen).toEqual(['Archived'])
    expect(all.server.fetches).toBe(2)
    expect(all.shown()).toBe('a c')
    expect(all.sync.leftovers()).toMatchObject({ operations: 0, refetches: 0 })
  })
})

describe('useEntitySync', () => {
  it('hears the line while mounted, and fetches what was fetched before the line was live (S2, S8)', async () => {
    const server = world()
    const all = setUp()
    const Synced = ({ sync }: { sync: EntitySync }) => {
      useEntitySync(sync)
      const { data } = useQuery(all.escrows)
      return <output>{data?.data.map(({ title }) => title).join(' ')}</output>
    }
    const { unmount } = render(
      <RealtimeProvider url={server.url} getToken={() => 'ada'}>
        {/* This hook needs no types of the entities. */}
        <Synced sync={all.sync as unknown as EntitySync} />
      </RealtimeProvider>,
      { wrapper: all.Providers },
    )
    await pass(2_000)
    expect(all.server.fetches).toBe(2)
    const emit = (event: string, payload: unknown) => server.rt.io.to('user:ada').emit(event, payload)
    emit('escrow:updated', { escrowId: 'a', changes: { title: 'A' }, version: 2 })
    await pass(200)
    expect(screen.getByRole('status').textContent).toBe('A b c')
    unmount()
    emit('escrow:updated', { escrowId: 'a', changes: { title: 'AA' }, version: 3 })
    await pass(200)
    expect(all.client.getQueryData(all.escrows.queryKey)?.data[0]?.title).toBe('A')
  })

  it('takes a client of its own', async () => {
    const server = world()
    const all = setUp()
    const client = createRealtimeClient({ url: server.url, getToken: () => 'ada' })
    const release = client.acquire()
    const detach = all.sync.attach(client)
    await pass(1_000)
    detach()
    release()
    client.destroy()
    expect(all.sync.leftovers()).toEqual({ records: 0, operations: 0, refetches: 0 })
  })
})
