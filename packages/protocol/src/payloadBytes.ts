import { writeJson } from './writeJson.ts'

/**
 * The size of a value as JSON, in bytes; binary parts count as they are. `Infinity` for what is nested so deeply that it
 * cannot be written at all.
 */
export function payloadBytes(value: unknown): number {
  try {
    return writeJson(value).bytes
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
