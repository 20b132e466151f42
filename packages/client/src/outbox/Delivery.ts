import { callSafely } from '../Dispatcher.ts'
import type { Outcome } from '../Requests.ts'
import { createStore, type Store } from '../store.ts'

/**
 * Where a message stands: it waits for the line or its turn, is under way, was applied, or was given up. `sent` is the
 * last word on a volatile one.
 */
export type DeliveryStatus = 'queued' | 'sent' | 'delivered' | 'failed'

/** What becomes of one message. */
export interface Delivery<TData = unknown> {
  /** The command id, by which our server knows a repeat. */
  readonly id: string
  /** Goes back to `queued` when the message is to be sent again. */
  readonly status: Store<DeliveryStatus>
  /** Resolves once, with the server's answer or with why there is none. Never rejects. */
  readonly settled: Promise<Outcome<TData>>
}

/** A delivery together with the right to change it. */
export type OwnedDelivery = {
  readonly delivery: Delivery
  show: (status: 'queued' | 'sent') => void
  /** Without `last` the last word is `delivered` or `failed`. */
  settle: (outcome: Outcome<unknown>, last?: DeliveryStatus) => void
}

export function createDelivery(id: string): OwnedDelivery {
  const status = createStore<DeliveryStatus>('queued')
  let resolve: (outcome: Outcome<unknown>) => void = () => {}
  const settled = new Promise<Outcome<unknown>>((settle) => (resolve = settle))
  const show = (next: DeliveryStatus) => callSafely(status.set, next)
  return {
    delivery: { id, status: status.store, settled },
    show,
    settle: (outcome, last = outcome.ok ? 'delivered' : 'failed') => {
      resolve(outcome)
      show(last)
    },
  }
}
