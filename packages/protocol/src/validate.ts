import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Issue, TelltaleError, toIssues } from './TelltaleError.ts'

/** What a schema says of a value. */
export type Validation<TValue> = { readonly value: TValue } | { readonly issues: readonly Issue[] }

/**
 * Checks a value by any Standard Schema, at once.
 *
 * @throws {TelltaleError} `contract_mismatch` when the schema is asynchronous: an event that waits would lose its place
 * in the order of its topic.
 * @see https://standardschema.dev
 */
export function validate<TValue>(schema: StandardSchemaV1<unknown, TValue>, value: unknown): Validation<TValue> {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    throw new TelltaleError(
      'contract_mismatch',
      'a schema of the contract is asynchronous, so events could not keep their order. Use a synchronous schema and check the rest in the handler.',
    )
  }
  return result.issues ? { issues: toIssues(result.issues) } : { value: result.value }
}
