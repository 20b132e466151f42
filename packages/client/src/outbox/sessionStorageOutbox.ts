import { isRecord } from '../acceptPayload.ts'
import type { OutboxStorage, StoredMessage } from './OutboxStorage.ts'

/**
 * Keeps an outbox in the tab's `sessionStorage`: it outlives a reload and ends with the tab. Clients of different servers
 * on one page need different names. A duplicated tab sends the same messages under the same ids, which our server
 * applies once; a plain server does not know them again.
 *
 * @example
 * const client = createRealtimeClient({ url, outbox: { storage: sessionStorageOutbox() } })
 */
export function sessionStorageOutbox(name = 'telltale.outbox'): OutboxStorage {
  const keyOf = (identity: string | null): string => `${name}:${identity ?? ''}`
  return {
    load: (identity) => {
      try {
        const stored: unknown = JSON.parse(sessionStorage.getItem(keyOf(identity)) ?? '[]')
        return Array.isArray(stored) ? stored.filter(isStoredMessage) : []
      } catch {
        return []
      }
    },
    save: (identity, messages) => {
      try {
        if (messages.length === 0) sessionStorage.removeItem(keyOf(identity))
        else sessionStorage.setItem(keyOf(identity), JSON.stringify(messages))
      } catch {
        // Full, forbidden or not there: the messages still wait in this page.
      }
    },
  }
}

/** Anybody on the page may have written there. */
function isStoredMessage(value: unknown): value is StoredMessage {
  if (!isRecord(value)) return false
  const { id, event, bytes, key, coalesceKey, retry, queuedAt, expiresAt, sentUnder } = value
  return (
    [id, event].every((text) => typeof text === 'string' && text !== '') &&
    [bytes, queuedAt, expiresAt].every((count) => typeof count === 'number' && count >= 0) &&
    [key, coalesceKey].every((text) => text === undefined || typeof text === 'string') &&
    (retry === 'safe' || retry === 'never') &&
    (sentUnder === undefined || sentUnder === null || typeof sentUnder === 'string')
  )
}
