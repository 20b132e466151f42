import { eventSchemas, validate } from '@telltale/protocol/schemas'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFake } from './index.ts'

// The keys of both are those of `ServerEvents`.
const events = Object.keys(eventSchemas) as (keyof typeof eventSchemas)[]
const everything = (seed: number) => {
  const fake = createFake(seed)
  return events.map((event) => fake[event]())
}

describe('fake', () => {
  test.each(events)('%s is as its schema says, for any seed', (event) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const fake = createFake(seed)
        for (const payload of [fake[event](), fake[event]()]) {
          expect(validate<unknown>(eventSchemas[event], payload)).toEqual({ value: payload })
        }
      }),
      { numRuns: 30 },
    )
  })

  test('gives the same by the same seed, and other values by another', () => {
    expect(everything(7)).toEqual(everything(7))
    expect(everything(7)).not.toEqual(everything(8))
  })

  test('takes what it is given, and makes up the rest', () => {
    const fake = createFake()
    expect(fake.notification({ title: 'Mine' })).toMatchObject({ id: 'notification-1', title: 'Mine', userId: 'ada' })
    expect(fake.notification().id).toBe('notification-2')
  })
})
