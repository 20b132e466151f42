import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isErrorCode, retryRules } from './codes.ts'
import { TelltaleError, toWireError } from './TelltaleError.ts'

describe('TelltaleError', () => {
  it('is retryable by the rule of its code', () => {
    expect(new TelltaleError('forbidden', 'no').retryable).toBe(false)
    expect(new TelltaleError('auth_expired', 'old').retryable).toBe(true)
    expect(new TelltaleError('rate_limited', 'slow down', { retryAfterMs: 300 })).toMatchObject({
      retryable: true,
      retryAfterMs: 300,
      message: '[telltale] slow down',
      name: 'TelltaleError',
    })
  })

  it('is known across duplicate copies of the package, which instanceof is not', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('telltale.error')]: true })
    expect(TelltaleError.is(foreign)).toBe(true)
    expect(TelltaleError.is(new Error('x'))).toBe(false)
    expect(TelltaleError.is(null)).toBe(false)
  })

  it('goes over the wire and back without a loss, its cause excepted', () => {
    const options = { retryAfterMs: 5, issues: [{ message: 'too long', path: ['title'] }], cause: new Error('secret') }
    const error = new TelltaleError('invalid_payload', 'the title is too long', options)
    const wire: unknown = JSON.parse(JSON.stringify(toWireError(error)))
    expect(JSON.stringify(wire)).not.toContain('secret')
    expect(toWireError(TelltaleError.fromWire(wire))).toEqual(toWireError(error))
  })

  it('reads anything at all from the wire, and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const error = TelltaleError.fromWire(value)
        expect(isErrorCode(error.code)).toBe(true)
        expect(error.message).toMatch(/^\[telltale\] /)
      }),
    )
    expect(TelltaleError.fromWire({ code: 'toString', message: 'x' }).code).toBe('internal')
    expect(TelltaleError.fromWire(null, 'forbidden').code).toBe('forbidden')
  })
})

describe('codes', () => {
  it('have one rule each, of four', () => {
    expect(new Set(Object.values(retryRules))).toEqual(new Set(['auto', 'after', 'reauth', 'never']))
    expect(Object.keys(retryRules)).toHaveLength(24)
  })
})
