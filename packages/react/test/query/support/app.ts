import { QueryClient, QueryObserver } from '@tanstack/query-core'
import {
  createEntitySync,
  defineEntity,
  detail,
  type EntityDefinition,
  type EntitySyncOptions,
  list,
  page,
} from '../../../src/query/index.ts'
import { afterEach, beforeEach, expect, vi } from 'vitest'

export type Deal = { id: string; title: string; open: boolean; version: number }

export const deal = (id: string, rest: Partial<Deal> = {}): Deal => ({ id, title: id, open: true, version: 1, ...rest })

/** Lets virtual time pass. */
export const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

/** Runs each test of a file in virtual time, then what it gave to end, and sees that nothing is left. */
export function inVirtualTime(): { push: (...ends: readonly (() => unknown)[]) => unknown } {
  const endings: (() => unknown)[] = []
  beforeEach(() => void vi.useFakeTimers({ now: 0 }))
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) end()
    await pass(2_000)
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    expect(timersLeft, 'timers left after all has ended').toBe(0)
  })
  return endings
}

/** An app with a database behind its queries: two lists, a window and details of deals. */
export function startApp(
  definition: Partial<EntityDefinition<'deal', Deal>> = {},
  options: EntitySyncOptions = {},
  client = newClient(),
) {
  const entity = defineEntity<Deal>()({
    name: 'deal',
    version: { of: (row) => row.version },
    views: [
      list(['deals'], { at: 'data', belongs: () => true, compare: byId }),
      list(['open'], { at: 'data', belongs: (row) => row.open, compare: byId }),
      page(['page'], { at: 'data' }),
      detail(['deal'], { deleted: null }),
    ],
    ...definition,
  })
  const sync = createEntitySync(client, [entity], options)
  const server = { rows: [deal('a'), deal('b'), deal('c')], fetches: 0, latencyMs: 0 }
  const answer = ([name, id]: readonly unknown[]): unknown => {
    if (name === 'deal') return server.rows.find((row) => row.id === id) ?? null
    return { data: server.rows.filter((row) => name !== 'open' || row.open) }
  }
  return {
    client,
    entity,
    sync,
    server,
    /** Looks at a query until the returned function is called. */
    look: (...queryKey: readonly string[]) => {
      const queryFn = async (): Promise<unknown> => {
        server.fetches += 1
        // What it was when the request came.
        const found = answer(queryKey)
        await new Promise((resolve) => setTimeout(resolve, server.latencyMs))
        return found
      }
      return new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {})
    },
    titles: (name = 'deals') => client.getQueryData<{ data: Deal[] }>([name])?.data.map(({ title }) => title),
    state: (...queryKey: readonly string[]) => client.getQueryState(queryKey),
  }
}

export const newClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, gcTime: Infinity, retry: false, networkMode: 'always' },
      mutations: { gcTime: Infinity, networkMode: 'always' },
    },
  })

const byId = (one: Deal, other: Deal): number => (one.id < other.id ? -1 : 1)
