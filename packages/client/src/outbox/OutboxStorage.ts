/** A message of the outbox as it outlives its page. Times are epoch milliseconds, `bytes` those of its payload as JSON. */
export type StoredMessage = {
  readonly id: string
  readonly event: string
  readonly payload: unknown
  readonly bytes: number
  readonly key?: string | undefined
  readonly coalesceKey?: string | undefined
  readonly retry: 'safe' | 'never'
  readonly queuedAt: number
  readonly expiresAt: number
  /** Who may have applied it: a server's command epoch, `null` for a plain server, absent for nobody. */
  readonly sentUnder?: string | null | undefined
}

/**
 * Where an outbox keeps what waits, so that a reload does not lose it. Each identity has messages of its own; `null` is
 * somebody without a name. It never throws: what cannot be kept is lost with the page, as without a storage.
 */
export type OutboxStorage = {
  load: (identity: string | null) => readonly StoredMessage[]
  save: (identity: string | null, messages: readonly StoredMessage[]) => void
}
