// Not an import: the name is put in by inject.ts.
declare const Buffer: { from: (bytes: ArrayBuffer) => Uint8Array }

/** For session ids. They need not be secret in a fake world, but they must differ. */
export function randomBytes(length: number, done?: (error: null, bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(length)
  globalThis.crypto.getRandomValues(bytes)
  const buffer = Buffer.from(bytes.buffer)
  done?.(null, buffer)
  return buffer
}
