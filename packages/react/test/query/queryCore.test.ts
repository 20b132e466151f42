import type { QueryCacheNotifyEvent } from '@tanstack/query-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Core, cores } from './support/cores.ts'
import { settle } from './support/Schedule.ts'

// What the sync relies upon in query-core, in the lowest and the newest version that is supported.

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

describe.each(Object.entries(cores))('query-core, the %s that is supported', (_, core: Core) => {
  const key = ['rows']

  function world() {
    const client = new core.QueryClient({
      defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
    })
    const answers: { resolve: (data: unknown) => void; reject: (error: Error) => void }[] = []
    const told: string[] = []
    client.getQueryCache().subscribe((event) => told.push(wordOf(event)))
    const queryFn = () => new Promise<unknown>((resolve, reject) => answers.push({ resolve, reject }))
    cleanups.push(() => client.clear())
    const answer = async (data: unknown): Promise<void> => {
      answers.shift()?.resolve(data)
      await settle()
    }
    const observe = () => {
      const observer = new core.QueryObserver(client, { queryKey: key, queryFn })
      const stop = observer.subscribe(() => {})
      cleanups.push(stop)
      return { observer, stop }
    }
    const query = () => {
      const found = client.getQueryCache().find({ queryKey: key })
      if (!found) throw new Error('no such query')
      return found
    }
    return { client, answers, told, queryFn, answer, observe, query }
  }

  it('tells that a fetch begins, also where it takes the place of another', async () => {
    const { told, observe, answer } = world()
    const { observer } = observe()
    await answer(1)
    told.length = 0
    void observer.refetch()
    void observer.refetch()
    expect(told.filter((word) => word === 'fetch')).toHaveLength(2)
  })

  it('tells the landing of a fetch at once, and marks what an app wrote', async () => {
    const { client, told, observe, answer, query } = world()
    observe()
    const seen: unknown[] = []
    client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'success') seen.push(event.query.state.data)
    })
    await answer('fetched')
    client.setQueryData(key, 'written')
    expect(told.filter((word) => word.startsWith('success'))).toEqual(['success', 'success by hand'])
    expect(seen).toEqual(['fetched', 'written'])
    expect(query().state.fetchStatus).toBe('idle')
  })

  it('lets a write take the place of data in the very moment of landing, before observers are told', async () => {
    const { client, observe, answer, query } = world()
    const { observer } = observe()
    const shown: unknown[] = []
    cleanups.push(observer.subscribe(({ data }) => data !== undefined && shown.push(data)))
    client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'success') query().setState({ data: 'brought up to date' })
    })
    await answer('fetched')
    await vi.waitFor(() => expect(shown.at(-1)).toBe('brought up to date'))
  })

  it('leaves alone by setState how fresh the data is, whether it is invalidated, and a fetch under way', async () => {
    const { observe, answer, query } = world()
    const { observer } = observe()
    await answer(1)
    query().invalidate()
    void observer.refetch()
    const before = query().state
    query().setState({ data: 2 })
    expect(query().state).toEqual({ ...before, data: 2 })
    expect(before).toMatchObject({ isInvalidated: true, fetchStatus: 'fetching', status: 'success' })
  })

  it('puts back, where a fetch is cancelled, what was there when it began, and tells so', async () => {
    const { client, told, observe, answer, query } = world()
    const { observer } = observe()
    await answer(1)
    void observer.refetch()
    query().setState({ data: 2 })
    told.length = 0
    await client.cancelQueries({ queryKey: key })
    await settle()
    expect(query().state).toMatchObject({ data: 1, fetchStatus: 'idle' })
    expect(told.length).toBeGreaterThan(0)
    expect(told).not.toContain('success')
  })

  it('keeps the data of a query whose fetch fails, and tells so', async () => {
    const { answers, told, observe, answer, query } = world()
    const { observer } = observe()
    await answer(1)
    void observer.refetch()
    answers.shift()?.reject(new Error('no'))
    await settle()
    expect(query().state).toMatchObject({ data: 1, fetchStatus: 'idle', status: 'error' })
    expect(told).toContain('error')
  })

  it('says of another page in which direction it is, and lays it beside what was shown when its fetch began', async () => {
    const { client, answer, queryFn } = world()
    const metas: unknown[] = []
    client.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'fetch') metas.push(event.action.meta)
    })
    const observer = new core.InfiniteQueryObserver(client, {
      queryKey: key,
      queryFn,
      initialPageParam: 0,
      getNextPageParam: () => 1,
    })
    cleanups.push(observer.subscribe(() => {}))
    await answer('one')
    void observer.fetchNextPage()
    client
      .getQueryCache()
      .find({ queryKey: key })
      ?.setState({ data: { pages: ['changed'], pageParams: [0] } })
    await answer('two')
    expect(metas).toEqual([undefined, { fetchMore: { direction: 'forward' } }])
    expect(client.getQueryData(key)).toEqual({ pages: ['one', 'two'], pageParams: [0, 1] })
  })

  it('begins refetches at once, once for a fetch under way, and none for who is not looked at', async () => {
    const { client, answers, observe, answer, query } = world()
    const { stop } = observe()
    await answer(1)
    const refetch = () => void client.refetchQueries({ predicate: (one) => one === query() }, { cancelRefetch: false })
    refetch()
    expect(query().state.fetchStatus).toBe('fetching')
    refetch()
    expect(answers).toHaveLength(1)
    await answer(2)
    stop()
    expect(query().isActive()).toBe(false)
  })

  it('fetches an invalidated query when somebody comes to look at it', async () => {
    const { answers, observe, answer, query } = world()
    const { stop } = observe()
    await answer(1)
    stop()
    query().invalidate()
    query().setState({ data: 2 })
    observe()
    expect(answers).toHaveLength(1)
  })

  it('tells of a query that comes with data, and of one that goes', async () => {
    const { client, told } = world()
    const other = new core.QueryClient()
    cleanups.push(() => other.clear())
    other.setQueryData(key, 1)
    core.hydrate(client, core.dehydrate(other))
    expect(told).toEqual(['added with data'])
    client.removeQueries({ queryKey: key })
    expect(told.at(-1)).toBe('removed')
  })

  it('tells a mutation the moment it is asked for, with its variables, and then how it ends', async () => {
    const { client } = world()
    const told: string[] = []
    const variables = { id: '1' }
    client.getMutationCache().subscribe(({ mutation, ...event }) => {
      if (event.type !== 'updated') return
      told.push(event.action.type)
      expect(mutation?.state.variables).toBe(variables)
    })
    const run = vi.fn<(given: typeof variables) => Promise<never>>().mockRejectedValue(new Error('no'))
    const observer = new core.MutationObserver(client, { mutationFn: run })
    const ended = observer.mutate(variables).catch(() => 'failed')
    expect(told).toEqual(['pending'])
    expect(await ended).toBe('failed')
    expect(run.mock.calls[0]?.[0]).toBe(variables)
    expect(told.at(-1)).toBe('error')
  })
})

function wordOf(event: QueryCacheNotifyEvent): string {
  if (event.type === 'added') return event.query.state.data === undefined ? 'added' : 'added with data'
  if (event.type !== 'updated') return event.type
  const { action } = event
  return action.type === 'success' && action.manual ? 'success by hand' : action.type
}
