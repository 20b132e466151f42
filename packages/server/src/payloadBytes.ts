/**
 * The size of a value as JSON, in bytes; binary parts count as they are. `Infinity` for what is nested so deeply that it
 * cannot be written at all.
 */
export function payloadBytes(value: unknown): number {
  let binary = 0
  try {
    const text = JSON.stringify(value, function (this: Record<string, unknown>, key, part: unknown) {
      // From its holder, because a Buffer's own toJSON has been asked before.
      const raw = this[key]
      if (!ArrayBuffer.isView(raw) && !(raw instanceof ArrayBuffer)) return part
      binary += raw.byteLength
      return 0
    })
    // Nothing to write: no payload at all.
    return binary + (text === undefined ? 0 : new TextEncoder().encode(text).byteLength)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
