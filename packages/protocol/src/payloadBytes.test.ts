import { expect, test } from 'vitest'
import { payloadBytes } from './payloadBytes.ts'

test.each([
  [undefined, 0],
  [null, 4],
  [{ name: 'x' }, 12],
  ['é', 4],
  [new Uint8Array(100), 101],
  [{ file: Buffer.alloc(100) }, 110],
  [new ArrayBuffer(100), 101],
])('%j has %i bytes', (value, bytes) => {
  expect(payloadBytes(value)).toBe(bytes)
})

test('what cannot be written is larger than any limit', () => {
  expect(payloadBytes(JSON.parse(`${'['.repeat(10_000)}${']'.repeat(10_000)}`))).toBe(Number.POSITIVE_INFINITY)
})
