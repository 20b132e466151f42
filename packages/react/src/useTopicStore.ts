import type { Line, Store } from '@telltale/client'
import { useMemo } from 'react'
import type { RegisteredContract } from './Register.ts'
import { useLine, type WithLine } from './useLine.ts'

/** The store of a topic on the line of a hook: the same for all who ask, and kept while somebody renders it. */
export function useTopicStore<TStore extends Store<unknown>>(
  storeOf: (line: Line<RegisteredContract>, id: string) => TStore,
  id: string,
  { client, socket }: WithLine,
): TStore {
  const line = useLine({ client, socket })
  return useMemo(() => storeOf(line, id), [storeOf, line, id])
}
