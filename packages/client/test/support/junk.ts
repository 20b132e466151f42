import fc from 'fast-check'

/** Names that objects have by birth, and such as our own payloads have. */
const births = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'] as const
const ours = [
  'projectId',
  'userId',
  'topic',
  'topics',
  'epoch',
  'seq',
  'events',
  'error',
  'code',
  'ok',
  'data',
] as const

const leaf = fc.oneof(
  fc.constantFrom(null, true, false, '', 0, -1, 0.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER, ...births),
  fc.string({ maxLength: 12 }),
  fc.double(),
)
const key = fc.oneof(fc.constantFrom(...births), fc.constantFrom(...ours), fc.string({ maxLength: 6 }))

/** Whatever JSON can carry, with the names in it that an object must not take from the wire. */
export const junk: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    // As own fields, whatever they are called.
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

/** The same of the same seed each time. */
export const sample = <TValue>(arbitrary: fc.Arbitrary<TValue>, count: number, seed = 1): TValue[] =>
  fc.sample(arbitrary, { numRuns: count, seed })

/** JSON nested more deeply than it can be written again. */
export const deepJson: string = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
