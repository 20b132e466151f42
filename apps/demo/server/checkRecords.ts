import { setTimeout } from 'node:timers/promises'
import type { AnalysisPlan, RunningAnalysis } from '@telltale/server'
import { type Module, type ModuleRecord, modules } from '../src/modules.ts'
import type { Records } from './Records.ts'

type Rule = {
  id: string
  name: string
  weight: number
  severity: 'low' | 'medium' | 'high'
  /** What is wrong with a record among the others of its module, if anything is. */
  judge: (record: ModuleRecord, module: Module, others: readonly ModuleRecord[]) => string | null
}

const rules: readonly Rule[] = [
  {
    id: 'twice',
    name: 'Entered twice',
    weight: 2,
    severity: 'high',
    judge: ({ id, title }, { plural }, others) =>
      others.some((other) => other.title === title && other.id < id) ? `“${title}” stands twice in ${plural}` : null,
  },
  {
    id: 'untouched',
    name: 'Untouched',
    weight: 1,
    severity: 'medium',
    judge: ({ title, version }) => (version === 1 ? `“${title}” was not touched since it was added` : null),
  },
  {
    id: 'silent',
    name: 'Without a note',
    weight: 1,
    severity: 'low',
    judge: ({ title, notes }) => (notes.length === 0 ? `“${title}” has no note` : null),
  },
]

export const checkPlan: AnalysisPlan = { detectors: rules.map(({ id, name, weight }) => ({ id, name, weight })) }

const recordMs = 150

/** An analysis: looks at every record by every rule. */
export async function checkRecords({ signal, progress, issue }: RunningAnalysis, records: Records): Promise<void> {
  const all = Object.values(modules).flatMap((module) =>
    records.list(module).map((record, _, others) => ({ record, module, others })),
  )
  for (const [ruleIndex, { id, severity, judge }] of rules.entries()) {
    for (const [index, { record, module, others }] of all.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- a record takes its time
      await setTimeout(recordMs, undefined, { signal })
      const message = judge(record, module, others)
      if (message !== null) issue({ detector: id, severity, message })
      const left = (rules.length - ruleIndex) * all.length - index - 1
      progress(id, ((index + 1) / all.length) * 100, { estimatedSecondsRemaining: (left * recordMs) / 1000 })
    }
  }
}
