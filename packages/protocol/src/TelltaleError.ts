import { type ErrorCode, isErrorCode, retryRules } from './codes.ts'

/** What went wrong inside a payload: one message a place, as any Standard Schema reports it. */
export type Issue = { readonly message: string; readonly path?: readonly (string | number)[] }

/** An error as it goes over the wire. `retryAfterMs` comes with codes whose rule is `after`. */
export type WireError = {
  readonly code: ErrorCode
  readonly message: string
  readonly retryAfterMs?: number
  readonly issues?: readonly Issue[]
}

/** What a {@link TelltaleError} may carry beside its code and message. */
export type TelltaleErrorOptions = {
  cause?: unknown
  retryAfterMs?: number | undefined
  issues?: readonly Issue[] | undefined
}

const mark = Symbol.for('telltale.error')

/**
 * The one error of the kit. Its message says what happened, why it matters and what to do.
 *
 * @example
 * if (TelltaleError.is(error) && error.code === 'rate_limited') retryIn(error.retryAfterMs)
 */
export class TelltaleError extends Error {
  override readonly name: string = 'TelltaleError'
  readonly code: ErrorCode
  /** Milliseconds to wait, where the server said so. */
  readonly retryAfterMs: number | undefined
  /** Places in the payload that were refused, with code `invalid_payload`. */
  readonly issues: readonly Issue[] | undefined

  constructor(code: ErrorCode, message: string, options: TelltaleErrorOptions = {}) {
    super(`[telltale] ${message}`, 'cause' in options ? { cause: options.cause } : undefined)
    Object.defineProperty(this, mark, { value: true })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.issues = options.issues
  }

  /** Whether trying the same again can succeed, by the rule of the code. */
  get retryable(): boolean {
    return retryRules[this.code] !== 'never'
  }

  /** As `instanceof`, but true across duplicate copies of the package as well. */
  static is(value: unknown): value is TelltaleError {
    return typeof value === 'object' && value !== null && mark in value
  }

  /** Reads an error that came over the wire; what it cannot read becomes `fallback`. */
  static fromWire(value: unknown, fallback: ErrorCode = 'internal'): TelltaleError {
    const wire: Partial<Record<keyof WireError, unknown>> = typeof value === 'object' && value !== null ? value : {}
    const message =
      typeof wire.message === 'string' ? wire.message.replace(/^\[telltale\] /, '') : 'the server gave no reason'
    return new TelltaleError(isErrorCode(wire.code) ? wire.code : fallback, message, {
      cause: value,
      retryAfterMs: isDuration(wire.retryAfterMs) ? wire.retryAfterMs : undefined,
      issues: Array.isArray(wire.issues) ? wire.issues.filter(isIssue) : undefined,
    })
  }
}

/** The wire's form of an error, without cause and stack. */
export function toWireError({ code, message, retryAfterMs, issues }: TelltaleError): WireError {
  return {
    code,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(issues === undefined ? {} : { issues }),
  }
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isIssue(value: unknown): value is Issue {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
}
