import { payloadBytes } from '@telltale/protocol'

/** As many of the last items as fit into so many bytes of JSON, in their order. */
export function newestThatFit<TItem>(items: readonly TItem[], bytes: number): TItem[] {
  let leftBytes = bytes
  let from = items.length
  while (from > 0) {
    // One more for the comma.
    leftBytes -= payloadBytes(items[from - 1]) + 1
    if (leftBytes < 0) break
    from--
  }
  return items.slice(from)
}
