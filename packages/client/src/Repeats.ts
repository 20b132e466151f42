import type { AcceptedPayload } from './acceptPayload.ts'
import { RecentIds } from './RecentIds.ts'

/** How long the same event may count as a repeat of the one before, in ms. */
const repeatWithinMs = 5_000
/** Longer payloads are not compared, in characters of JSON. */
const longestCompared = 8_192
/** Names and keys whose last event is kept. */
const mostKept = 500

/**
 * Knows the repeats of a server that does not mark its events (C4): by the id that the contract reads from a payload,
 * else by its being the same as the last one of its name and key. A, B, A are three events.
 */
export class Repeats {
  readonly #ids = new RecentIds()
  readonly #last = new Map<string, { text: string; at: number }>()

  isRepeat(event: string, { payload, key, id, dedupe }: AcceptedPayload, now: number): boolean {
    if (!dedupe) return false
    if (id !== undefined) return !this.#ids.isNew(JSON.stringify([event, id]))
    const place = JSON.stringify([event, key])
    const last = this.#last.get(place)
    const text = textOf(payload)
    this.#last.delete(place)
    if (text === null) return false
    this.#last.set(place, { text, at: now })
    const [oldest] = this.#last.keys()
    if (this.#last.size > mostKept && oldest !== undefined) this.#last.delete(oldest)
    const ageMs = last ? now - last.at : Infinity
    // The clock may have been set back since.
    return last?.text === text && ageMs >= 0 && ageMs < repeatWithinMs
  }
}

/** A payload as JSON; `null` for one that is too long or holds bytes, of which JSON would say nothing. */
function textOf(payload: unknown): string | null {
  let holdsBytes = false
  const text = JSON.stringify(payload, function (this: Record<string, unknown>, name, value: unknown) {
    // As it is before its own `toJSON`, which bytes have in Node.
    const raw = this[name]
    holdsBytes ||= raw instanceof ArrayBuffer || ArrayBuffer.isView(raw)
    return value
  })
  return holdsBytes || text === undefined || text.length > longestCompared ? null : text
}
