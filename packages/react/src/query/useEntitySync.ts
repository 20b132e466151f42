'use client'

import { useEffect } from 'react'
import { useLine, type UseLineOptions } from '../useLine.ts'
import type { EntitySync } from './createEntitySync.ts'

/**
 * Lets a sync hear the events of the line while mounted. It opens no line, causes no render and returns nothing. Use it
 * once, near the `RealtimeProvider`.
 *
 * @example
 * useEntitySync(sync)
 */
export function useEntitySync(sync: Pick<EntitySync, 'attach'>, { client }: Pick<UseLineOptions, 'client'> = {}): void {
  const line = useLine({ client })
  useEffect(
    () =>
      // A sync goes by names that its entities know, whatever else the app's contract adds.
      sync.attach(line as unknown as Parameters<EntitySync['attach']>[0]),
    [sync, line],
  )
}
