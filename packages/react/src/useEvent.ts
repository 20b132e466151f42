'use client'

import type { EventHandler } from '@telltale/client'
import type { EventName, PayloadOf } from '@telltale/protocol'
import { useEffect } from 'react'
import type { RegisteredContract } from './Register.ts'
import { useLine, type WithLine } from './useLine.ts'
import { useLatest } from './useLatest.ts'

export type UseEventOptions = WithLine & {
  /** Only events of this key, as the project's id for `analysis:progress`. */
  key?: string | undefined
  /** @defaultValue `true` */
  enabled?: boolean | undefined
}

/**
 * Calls `handler` with each event of a name, once. The handler may change with every render: the newest is called, and
 * nothing is subscribed anew. It causes no render by itself.
 *
 * @example
 * useEvent('notification', (notification) => show(notification.title))
 */
export function useEvent<TEvent extends EventName<RegisteredContract>>(
  event: TEvent,
  handler: EventHandler<PayloadOf<RegisteredContract, TEvent>>,
  { client, socket, key, enabled = true }: UseEventOptions = {},
): void {
  const line = useLine({ client, socket })
  const latest = useLatest(handler)
  useEffect(() => {
    if (enabled) return line.on(event, (payload, meta) => latest.current(payload, meta), { key })
  }, [line, event, key, enabled, latest])
}
