/** A place in a topic's log: `seq` counts the logged events of one `epoch`, which is compared by equality only. */
export type Cursor = { readonly epoch: string; readonly seq: number }

/**
 * The second argument of every event from our server. Logged events carry `epoch` and `seq`, state events `epoch` and
 * `rev`, volatile ones neither. `at` is an ISO 8601 time.
 *
 * @see PROTOCOL.md §3
 */
export type Meta = {
  readonly id: string
  readonly topic: string
  readonly at: string
  readonly epoch?: string
  readonly seq?: number
  readonly rev?: number
}

/** Whether a trailing argument of an event is our {@link Meta}. */
export function isMeta(value: unknown): value is Meta {
  if (typeof value !== 'object' || value === null) return false
  const meta: Partial<Record<keyof Meta, unknown>> = value
  return (
    typeof meta.id === 'string' &&
    typeof meta.topic === 'string' &&
    typeof meta.at === 'string' &&
    (meta.epoch === undefined || typeof meta.epoch === 'string') &&
    isCounter(meta.seq) &&
    isCounter(meta.rev)
  )
}

/** Nothing comes after a number that has no next one, as 1e999, which JSON carries. */
const isCounter = (value: unknown): boolean => value === undefined || Number.isSafeInteger(value)
