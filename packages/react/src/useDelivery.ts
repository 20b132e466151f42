'use client'

import type { Delivery, DeliveryStatus, Outcome } from '@telltale/client'
import type { TelltaleError } from '@telltale/protocol'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'

export type UseDeliveryResult<TData> = {
  /** `null` while there is no delivery. */
  status: DeliveryStatus | null
  /** The server's answer, once it is there. */
  data: TData | undefined
  /** Why it was given up. */
  error: TelltaleError | null
}

const ignore = (): (() => void) => () => {}

/**
 * What becomes of a message that was sent by `send`. Renders again when its status changes, and when it has settled.
 *
 * @example
 * const [delivery, setDelivery] = useState<Delivery | null>(null)
 * const { status, error } = useDelivery(delivery)
 * return <button onClick={() => setDelivery(send('notification:read', { all: true }))}>{status ?? 'Mark all as read'}</button>
 */
export function useDelivery<TData>(delivery: Delivery<TData> | null): UseDeliveryResult<TData> {
  const status = useSyncExternalStore(
    delivery?.status.subscribe ?? ignore,
    () => delivery?.status.getSnapshot() ?? null,
    () => delivery?.status.getServerSnapshot() ?? null,
  )
  const [settled, setSettled] = useState<{ delivery: Delivery<TData>; outcome: Outcome<TData> } | null>(null)
  useEffect(() => {
    let isCurrent = true
    void delivery?.settled.then((outcome) => {
      if (isCurrent) setSettled({ delivery, outcome })
    })
    return () => {
      isCurrent = false
    }
  }, [delivery])
  // One that was replaced has nothing more to say.
  const outcome = settled?.delivery === delivery ? settled?.outcome : undefined
  return useMemo(
    () => ({
      status,
      data: outcome?.ok ? outcome.data : undefined,
      error: outcome && !outcome.ok ? outcome.error : null,
    }),
    [status, outcome],
  )
}
