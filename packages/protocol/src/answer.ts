import type { WireError } from './TelltaleError.ts'

/** The one shape in which every request is answered. */
export type Answer<TData = unknown> =
  | { readonly ok: true; readonly data: TData }
  | { readonly ok: false; readonly error: WireError }

/** Whether an acknowledgement is in our shape; plain servers answer as they like. */
export function isAnswer(value: unknown): value is Answer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ok' in value &&
    (value.ok === true ? 'data' in value : value.ok === false && 'error' in value)
  )
}
