import * as v from 'valibot'
import type { Cursor } from '../meta.ts'
import type { AITaskProgress, AnalysisFailed, AnalysisIssue, Person, PresenceState } from '../payloads.ts'

/** A field that may be missing; JSON carries no `undefined`. */
export const optional: typeof v.exactOptional = v.exactOptional

/** Ids are opaque, but never empty. */
export const id: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.minLength(1))

export const time: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'Expected an ISO 8601 time'),
)

export const percent: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.minValue(0), v.maxValue(100))

export const cursor: v.GenericSchema<unknown, Cursor> = v.looseObject({ epoch: v.string(), seq: v.number() })

export const person: v.GenericSchema<unknown, Person> = v.looseObject({
  userId: id,
  name: v.string(),
  avatarUrl: v.exactOptional(v.string()),
})

export const presenceState: v.GenericSchema<unknown, PresenceState> = v.picklist(['online', 'away', 'offline'])

export const issue: v.GenericSchema<unknown, AnalysisIssue['issue']> = v.looseObject({
  id,
  detector: id,
  severity: v.string(),
  message: v.string(),
  file: v.exactOptional(v.string()),
  line: v.exactOptional(v.number()),
})

export const step: v.GenericSchema<unknown, NonNullable<AITaskProgress['step']>> = v.looseObject({
  index: v.number(),
  count: v.number(),
  name: v.string(),
})

export const failure: v.GenericSchema<unknown, AnalysisFailed['error']> = v.looseObject({
  code: v.string(),
  message: v.string(),
})
