'use client'

import { useLine, type UseLineOptions } from '@telltale/react'
import { gracedLine } from './gracedLine.ts'
import { useFollowedLine } from './useFollowedLine.ts'

/** Whether the line is down that once was up: shown after `graceMs`, and its end at once, as the chip does. */
export function useDetached(client: UseLineOptions['client'], graceMs: number): boolean {
  const { shown } = useFollowedLine(useLine({ client }), gracedLine, graceMs)
  return shown.state !== 'connected' && shown.lastConnectedAt !== null
}
