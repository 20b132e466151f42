import * as newest from '@tanstack/query-core'
import * as lowestCore from 'query-core-lowest'

/** The parts of query-core that the sync and its tests use. */
export type Core = Pick<
  typeof newest,
  'QueryClient' | 'QueryObserver' | 'InfiniteQueryObserver' | 'MutationObserver' | 'hydrate' | 'dehydrate'
>

/** The lowest and the newest version that is supported. */
export const cores: Record<'lowest' | 'newest', Core> = {
  // It has the same names, and less in their types.
  lowest: lowestCore as unknown as Core,
  newest,
}
