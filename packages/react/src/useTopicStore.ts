import type { Line } from '@telltale/client'
import { useMemo } from 'react'
import { useLine, type WithLine } from './useLine.ts'

/** The store of a topic on the line of a hook: the same for all who ask, and kept while somebody renders it. */
export function useTopicStore<TStore, TId>(
  storeOf: (line: Line, id: TId) => TStore,
  id: TId,
  { client, socket }: WithLine,
): TStore {
  // A store hears events that it knows itself, whatever else the contract adds.
  const line = useLine({ client, socket }) as unknown as Line
  return useMemo(() => storeOf(line, id), [storeOf, line, id])
}
