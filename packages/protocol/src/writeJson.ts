/** A value as JSON. `bytes` counts binary parts as they are; `text` stands for the value only where there are none. */
export type Written = { readonly text: string; readonly bytes: number; readonly hasBinary: boolean }

/** Writes a value as JSON and measures it. @throws what `JSON.stringify` throws. */
export function writeJson(value: unknown): Written {
  let binaryBytes = 0
  let hasBinary = false
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, part: unknown) {
    // From its holder, because a Buffer's own toJSON has been asked before.
    const raw = this[key]
    if (!ArrayBuffer.isView(raw) && !(raw instanceof ArrayBuffer)) return part
    hasBinary = true
    binaryBytes += raw.byteLength
    return 0
  }) as string | undefined // for `undefined`, whatever the library's types say
  // Nothing to write: no payload at all.
  if (text === undefined) return { text: '', bytes: 0, hasBinary }
  return { text, bytes: binaryBytes + new TextEncoder().encode(text).byteLength, hasBinary }
}
