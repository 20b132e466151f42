import { type ErrorCode, TelltaleError } from '@telltale/protocol'

/**
 * What users may be told of an error: code and message of one that was meant to be told, and of any other nothing but
 * `what` happened.
 */
export function toFailure(error: unknown, what: string): { code: ErrorCode; message: string; retryable: boolean } {
  const { code, message, retryable } = TelltaleError.is(error) ? error : new TelltaleError('internal', what)
  return { code, message: message.replace(/^\[telltale\] /, ''), retryable }
}
