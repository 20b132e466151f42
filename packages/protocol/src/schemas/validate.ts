import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Validation } from '../contract.ts'
import { type Issue, TelltaleError } from '../TelltaleError.ts'

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
      'a schema of the contract is asynchronous, so events would lose their order. Use a synchronous one.',
    )
  }
  return result.issues ? { issues: toIssues(result.issues) } : { value: result.value }
}

/** Brings the issues of a Standard Schema into the wire's form. */
function toIssues(issues: readonly StandardSchemaV1.Issue[]): Issue[] {
  return issues.map(({ message, path }) =>
    path === undefined
      ? { message }
      : { message, path: path.map((step) => pathKey(typeof step === 'object' ? step.key : step)) },
  )
}

const pathKey = (key: PropertyKey): string | number => (typeof key === 'symbol' ? key.toString() : key)
