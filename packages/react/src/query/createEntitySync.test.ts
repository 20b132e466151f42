import { dehydrate, hydrate, type QueryClient } from '@tanstack/query-core'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Deal, deal, newClient, pass, startApp } from '../../test/query/support/app.ts'
import { type Conflict, createEntitySync } from './index.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

/** Changes a title, and waits for an answer that the test gives. */
function rename(app: ReturnType<typeof startApp>, id: string, title: string) {
  const conflicts: Conflict<Deal>[] = []
  const given: { mutationId: string; answer: (value?: unknown) => void }[] = []
  const options = app.sync.optimistic(app.entity, {
    kind: 'update',
    id: () => id,
    patch: () => ({ title }),
    mutationFn: (_: string, { mutationId }) =>
      new Promise<unknown>((answer) => given.push({ mutationId, answer: (value) => answer(value) })),
    onConflict: (conflict) => conflicts.push(conflict),
  })
  const mutation = app.client.getMutationCache().build(app.client, options)
  void mutation.execute(title)
  return {
    conflicts,
    mutationId: () => given[0]?.mutationId ?? '',
    answer: (value?: unknown) => given[0]?.answer(value),
  }
}

describe('onConflict', () => {
  async function renaming() {
    const app = startApp()
    app.look('deals')
    await pass(10)
    const mine = rename(app, 'b', 'mine')
    await pass(1)
    const hear = (changes: Partial<Deal>, version: number, mutationId?: string) =>
      app.sync.ingest('deal:updated', { dealId: 'b', changes, version, ...(mutationId ? { mutationId } : {}) })
    return { app, hear, ...mine }
  }

  it('is told of a field that somebody else has changed to something else, and the wish stays on screen', async () => {
    const { app, hear, conflicts, mutationId } = await renaming()
    hear({ title: 'theirs' }, 2)
    await pass(200)
    const server = deal('b', { title: 'theirs', version: 2 })
    expect(conflicts).toEqual([{ id: 'b', mutationId: mutationId(), server, wanted: deal('b', { title: 'mine' }) }])
    expect(app.titles()).toEqual(['a', 'mine', 'c'])
  })

  it('is told once that the record was deleted, however often that is said', async () => {
    const { app, conflicts } = await renaming()
    app.sync.ingest('deal:deleted', { dealId: 'b', version: 2 })
    app.sync.ingest('deal:deleted', { dealId: 'b', version: 2 })
    await pass(200)
    expect(conflicts).toMatchObject([{ id: 'b', server: null }])
    expect(app.titles()).toEqual(['a', 'c'])
  })

  it('is not told of other fields, of the same wish, of what is known, or of the own echo', async () => {
    const { hear, conflicts, mutationId } = await renaming()
    hear({ open: false }, 2)
    hear({ title: 'mine' }, 3)
    hear({ title: 'older' }, 2)
    hear({ title: 'mine, as the server writes it' }, 4, mutationId())
    await pass(200)
    expect(conflicts).toEqual([])
  })

  it('is not told of another wish of one’s own', async () => {
    const { app, hear, conflicts } = await renaming()
    const { mutationId } = rename(app, 'b', 'mine as well')
    await pass(1)
    hear({ title: 'mine as well' }, 2, mutationId())
    await pass(200)
    expect(conflicts).toEqual([])
  })
})

describe('schema', () => {
  const schema = v.object({ id: v.string(), title: v.string(), open: v.boolean(), version: v.number() })
  const changesSchema = v.partial(v.omit(schema, ['id']))

  async function checking() {
    const told: unknown[] = []
    const app = startApp({ schema, changesSchema }, { onInvalid: (event, payload) => told.push([event, payload]) })
    app.look('deals')
    await pass(10)
    expect(app.server.fetches).toBe(1)
    const hear = (event: string, payload: unknown) => app.sync.ingest(event as never, payload as never) // what no server should send
    return { app, told, hear }
  }

  it.each([
    ['deal:created', { deal: { id: 'd', title: 4, open: true, version: 1 } }],
    ['deal:created', { deal: null }],
    ['deal:updated', { dealId: 'a', changes: { title: 4 }, version: 2 }],
    ['deal:updated', { changes: { title: 'nobody’s' }, version: 2 }],
    ['deal:deleted', { version: 2 }],
    ['deal:created', 'no payload'],
    ['data:update', { entityType: 'deal', entityId: 'd', action: 'create', data: { id: 'd', title: 4 } }],
    ['data:update', { entityType: 'deal', entityId: 'a', action: 'explode' }],
  ])('lets no %s pass that does not fit: it is told, and fetched instead (%j)', async (event, payload) => {
    const { app, told, hear } = await checking()
    hear(event, payload)
    await pass(20)
    expect(app.titles()).toEqual(['a', 'b', 'c'])
    app.server.rows = [...app.server.rows, deal('d')]
    await pass(1_500)
    expect(told).toEqual([[event, payload]])
    expect(app.titles()).toEqual(['a', 'b', 'c', 'd'])
    expect(app.server.fetches).toBe(2)
  })

  it('lets pass what fits, as the schema gives it, and asks nothing of the server', async () => {
    const { app, told, hear } = await checking()
    hear('deal:created', { deal: { ...deal('d'), secret: 'not in the schema' } })
    hear('deal:updated', { dealId: 'a', changes: { title: 'A' }, version: 2 })
    await pass(1_500)
    expect(app.client.getQueryData(['deals'])).toEqual({
      data: [deal('a', { title: 'A', version: 2 }), deal('b'), deal('c'), deal('d')],
    })
    expect(told).toEqual([])
    expect(app.server.fetches).toBe(1)
  })

  it('that answers later is none, since an event that waits would lose its place', async () => {
    const later = v.pipeAsync(
      v.object({}),
      v.checkAsync(() => Promise.resolve(true)),
    )
    const told: string[] = []
    const app = startApp({ schema: later as never }, { onInvalid: (event) => told.push(event) })
    app.look('deals')
    await pass(10)
    app.sync.ingest('deal:created', { deal: deal('d') })
    await pass(1_500)
    expect(told).toEqual(['deal:created'])
    expect(app.titles()).toEqual(['a', 'b', 'c'])
  })

  it('holds for answers to mutations too: one that does not fit says nothing of the record', async () => {
    const { app } = await checking()
    const { answer } = rename(app, 'b', 'mine')
    await pass(1)
    app.server.rows = [deal('a'), deal('b', { title: 'mine', version: 2 }), deal('c')]
    answer({ ...deal('b'), title: 7, version: 2 })
    await pass(500)
    expect(app.titles()).toEqual(['a', 'mine', 'c'])
    await pass(2_500)
    expect(app.client.getQueryData(['deals'])).toEqual({ data: app.server.rows })
    expect(app.sync.leftovers().operations).toBe(0)
  })
})

describe('what is hydrated', () => {
  /** What another client has fetched, as it comes in a page or from a disk. */
  function stored(rows: readonly Deal[], ...keys: readonly string[]) {
    const client = newClient()
    for (const key of keys) client.setQueryData([key], { data: rows }, { updatedAt: 0 })
    return dehydrate(client)
  }
  const restore = (client: QueryClient, state: unknown) => hydrate(client, JSON.parse(JSON.stringify(state)))

  it.each(['before', 'after'])(
    '%s the sync is made is shown at once, and put right where somebody looks',
    async (when) => {
      const client = newClient()
      const state = stored([deal('a', { title: 'old' }), deal('z')], 'deals', 'open')
      if (when === 'before') restore(client, state)
      const app = startApp({}, {}, client)
      if (when === 'after') restore(client, state)
      app.server.rows = [deal('a', { title: 'new', version: 5 })]
      app.look('deals')
      expect(app.titles()).toEqual(['old', 'z'])
      await pass(1_500)
      expect(app.titles()).toEqual(['new'])
      expect(app.server.fetches).toBe(1)
      // Nobody looks at the other, which knows that it may be wrong.
      expect(app.titles('open')).toEqual(['old', 'z'])
      expect(app.state('open')).toMatchObject({ isInvalidated: true, dataUpdatedAt: 0 })
      app.look('open')
      await pass(1_500)
      expect(app.titles('open')).toEqual(['new'])
    },
  )

  it('takes the next version, and waits for the server where one is missing', async () => {
    const app = startApp()
    restore(app.client, stored([deal('a'), deal('b', { version: 4 })], 'deals'))
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'A' }, version: 2 })
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { open: false }, version: 3 })
    app.sync.ingest('deal:updated', { dealId: 'b', changes: { title: 'before' }, version: 3 })
    app.sync.ingest('deal:updated', { dealId: 'b', changes: { title: 'far ahead' }, version: 6 })
    await pass(200)
    expect(app.client.getQueryData(['deals'])).toEqual({
      data: [deal('a', { title: 'A', open: false, version: 3 }), deal('b', { version: 4 })],
    })
    expect(app.state('deals')?.isInvalidated).toBe(true)
  })

  it('neither brings back what was deleted nor what was told to be newer', async () => {
    const app = startApp()
    app.look('deals')
    await pass(10)
    app.sync.ingest('deal:deleted', { dealId: 'a', version: 2 })
    app.sync.ingest('deal:updated', { dealId: 'b', changes: { title: 'B' }, version: 2 })
    await pass(200)
    // One query is new to this client, the other is overwritten by one that was fetched later elsewhere, of a slow replica.
    const client = newClient()
    client.setQueryData(['open'], { data: [deal('a'), deal('b')] })
    client.setQueryData(['deals'], { data: [deal('a'), deal('b'), deal('c')] }, { updatedAt: Date.now() + 1 })
    restore(app.client, dehydrate(client))
    expect(app.titles('open')).toEqual(['B'])
    expect(app.titles()).toEqual(['B', 'c'])
    // It may have been fetched before anything else that we know.
    app.server.rows = [deal('b', { title: 'B', version: 2 }), deal('d')]
    await pass(1_500)
    expect(app.titles()).toEqual(['B', 'd'])
  })

  it('without versions gives way to the server’s next word, whatever it says of deleted records', async () => {
    const app = startApp({ version: undefined as never })
    restore(app.client, stored([deal('a'), deal('b')], 'deals'))
    app.server.rows = [deal('a')]
    app.look('deals')
    await pass(60)
    // Late, of a record whose deletion nobody here has heard of.
    app.sync.ingest('deal:updated', { dealId: 'b', changes: { title: 'B' } })
    await pass(1_500)
    expect(app.titles()).toEqual(['a'])
  })

  it('costs the same for each event, though nobody looks and it is never put right', async () => {
    let reads = 0
    const version = {
      of: (row: Deal) => {
        reads += 1
        return row.version
      },
    }
    const app = startApp({ version })
    restore(app.client, stored([deal('a')], 'deals'))
    const hear = async (from: number, to: number): Promise<number> => {
      reads = 0
      for (let next = from; next < to; next += 1) {
        app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: `${next}` }, version: next })
        // oxlint-disable-next-line no-await-in-loop -- each in a frame of its own
        await pass(100)
      }
      return reads
    }
    const first = await hear(2, 52)
    expect(await hear(52, 102)).toBeLessThanOrEqual(first)
    expect(app.titles()).toEqual(['101'])
  })
})

describe('queries', () => {
  it('that mount later show what was told, though their answer is older', async () => {
    const app = startApp()
    app.look('deals')
    await pass(10)
    const before = app.server.rows
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'A' }, version: 2 })
    app.sync.ingest('deal:deleted', { dealId: 'b', version: 2 })
    await pass(5_000)
    // A replica that lags behind.
    app.server.rows = before
    for (const key of [['open'], ['page'], ['deal', 'a'], ['deal', 'b']]) app.look(...key)
    await pass(10)
    expect(app.titles('open')).toEqual(['A', 'c'])
    expect(app.titles('page')).toEqual(['A', 'c'])
    expect(app.client.getQueryData(['deal', 'a'])).toMatchObject({ title: 'A', version: 2 })
    expect(app.client.getQueryData(['deal', 'b'])).toBeNull()
  })

  it('that nobody looks at are patched, and stay as fresh or stale as they were', async () => {
    const app = startApp()
    const stops = [app.look('deals'), app.look('open')]
    await pass(10)
    for (const stop of stops) stop()
    void app.client.invalidateQueries({ queryKey: ['open'] })
    const [fresh, stale] = [app.state('deals'), app.state('open')]
    await pass(1_000)
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'A' }, version: 2 })
    await pass(200)
    expect(app.state('deals')).toEqual({
      ...fresh,
      data: { data: [deal('a', { title: 'A', version: 2 }), deal('b'), deal('c')] },
    })
    expect(app.state('open')).toMatchObject({ isInvalidated: true, dataUpdatedAt: stale?.dataUpdatedAt })
    expect(app.titles('open')).toEqual(['A', 'b', 'c'])
    app.look('deals')
    await pass(10)
    expect(app.server.fetches).toBe(2)
    app.look('open')
    await pass(10)
    expect(app.server.fetches).toBe(3)
  })

  it('keep deleted what was deleted, where events have no versions and some come twice', async () => {
    const app = startApp({ version: undefined as never })
    app.look('deals')
    app.look('page')
    await pass(10)
    const { fetches } = app.server
    app.server.rows = app.server.rows.slice(1)
    app.sync.ingest('deal:deleted', { dealId: 'a' })
    await pass(200)
    app.sync.ingest('deal:deleted', { dealId: 'a' })
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'A' } })
    app.sync.ingest('deal:created', { deal: deal('a') })
    await pass(3_000)
    expect(app.titles()).toEqual(['b', 'c'])
    expect(app.titles('page')).toEqual(['b', 'c'])
    // The window asks for what may have moved up, once.
    expect(app.server.fetches).toBe(fetches + 1)
  })

  it('that are not proven are fetched again also where the clock is set back by an hour', async () => {
    vi.setSystemTime(7_200_000)
    const app = startApp()
    app.look('deals')
    await pass(10)
    vi.setSystemTime(3_600_000)
    app.server.rows = [deal('a', { title: 'A', version: 3 })]
    app.sync.gap()
    await pass(2_000)
    expect(app.titles()).toEqual(['A'])
    // And what comes long after the gap is shown as it comes.
    vi.setSystemTime(0)
    await pass(4_000)
    const { fetches } = app.server
    app.sync.ingest('deal:created', { deal: deal('new') })
    await pass(200)
    expect([app.titles(), app.server.fetches]).toEqual([['A', 'new'], fetches])
  })

  it('fetch, after a gap, what may be late, and keep on screen what the user has made before it', async () => {
    const app = startApp()
    app.look('deals')
    await pass(2_000)
    const mine = deal('mine')
    const answers: ((record: Deal) => void)[] = []
    const answered = new Promise<Deal>((resolve) => answers.push(resolve))
    const options = app.sync.optimistic(app.entity, { kind: 'create', record: () => mine, mutationFn: () => answered })
    void app.client.getMutationCache().build(app.client, options).execute(undefined)
    await pass(1)
    const seen = new Set<string>()
    app.client.getQueryCache().subscribe(() => seen.add(String(app.titles())))
    app.server.rows.push(mine)
    app.server.latencyMs = 300
    app.sync.gap()
    answers[0]?.(mine)
    app.sync.ingest('deal:created', { deal: deal('late') })
    await pass(200)
    expect([app.titles(), app.server.fetches]).toEqual([['a', 'b', 'c', 'mine'], 2])
    await pass(5_000)
    expect([...seen]).toEqual(['a,b,c,mine'])
    expect(app.sync.leftovers()).toMatchObject({ operations: 0, refetches: 0 })
    app.sync.ingest('deal:created', { deal: deal('new') })
    await pass(200)
    expect(app.titles()).toEqual(['a', 'b', 'c', 'mine', 'new'])
  })

  it('do not rely, after a gap, on what had grown from a record that missed something', async () => {
    const app = startApp({ version: { of: (row) => row.version, contiguous: false } })
    app.look('open')
    await pass(10)
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'A' }, version: 20 })
    await pass(1_500)
    // `open: false` at 30 is missed; the answer has it, and not yet what is told at 40.
    app.server.rows = [deal('a', { title: 'A', open: false, version: 30 }), deal('b')]
    app.server.latencyMs = 100
    app.sync.gap()
    await pass(80)
    expect(app.state('open')?.fetchStatus).toBe('fetching')
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'AA' }, version: 40 })
    app.server.rows = [deal('a', { title: 'AA', open: false, version: 40 }), deal('b')]
    await pass(5_000)
    expect(app.titles('open')).toEqual(['b'])
  })
})

describe('a second sync of one client', () => {
  it('is the same where it is of the same entities, as StrictMode makes it', () => {
    const app = startApp()
    expect(createEntitySync(app.client, [app.entity])).toBe(app.sync)
    app.sync.destroy()
    expect(createEntitySync(app.client, [app.entity])).not.toBe(app.sync)
  })

  it('takes the place of the former after a hot reload, and fetches nothing for what it is told', async () => {
    const app = startApp()
    app.look('deals')
    await pass(10)
    const again = startApp({}, {}, app.client)
    await pass(3_000)
    const { fetches } = app.server
    for (let version = 2; version < 6; version += 1) {
      again.sync.ingest('deal:updated', { dealId: 'a', changes: { title: `${version}` }, version })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await pass(1_500)
    }
    expect([again.titles(), app.server.fetches]).toEqual([['5', 'b', 'c'], fetches])
  })
})

describe('destroy', () => {
  it('leaves no timer and no subscription, whatever waits, and the queries as they are', async () => {
    const app = startApp()
    app.look('deals')
    await pass(10)
    const stopRow = app.sync.subscribeRow(app.entity, 'a', () => {})
    const { answer } = rename(app, 'b', 'mine')
    await pass(1)
    // The echo is waited for, the next frame too, and a fetch.
    answer()
    await pass(1)
    app.sync.ingest('deal:updated', { dealId: 'a', changes: { title: 'A' }, version: 2 })
    app.sync.gap()
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    app.sync.destroy()
    stopRow()
    expect(vi.getTimerCount()).toBe(0)
    expect(app.client.getQueryCache().hasListeners()).toBe(false)
    expect(app.client.getMutationCache().hasListeners()).toBe(false)
    await pass(60_000)
    expect(app.titles()).toEqual(['a', 'mine', 'c'])
    expect(app.server.fetches).toBe(1)
  })
})
