'use client'

import { useLine, type UseLineOptions } from '@telltale/react'
import { useMemo, useSyncExternalStore } from 'react'
import { createSteadyLine } from '../ConnectionChip/steadyLine.ts'

/** Whether the line is down that once was up: shown after `graceMs`, and its end at once, as the chip does. */
export function useDetached(client: UseLineOptions['client'], graceMs: number): boolean {
  const line = useLine({ client })
  const steady = useMemo(() => createSteadyLine(line.status, graceMs), [line, graceMs])
  const { shown } = useSyncExternalStore(steady.subscribe, steady.getSnapshot, steady.getServerSnapshot)
  return shown.state !== 'connected' && shown.lastConnectedAt !== null
}
