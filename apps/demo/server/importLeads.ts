import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { TelltaleError } from '@telltale/protocol'
import type { RunningTask } from '@telltale/server'
import { teamId } from '../src/contract.ts'
import { modules } from '../src/modules.ts'
import type { Records } from './Records.ts'

const names = ['Annie Easley', 'Donald Knuth', 'Evelyn Boyd', 'Ken Thompson', 'Mary Kenneth Keller', 'Niklaus Wirth']
const rowMs = 600

/** A task: adds leads one by one, as a file would bring them. A broken file fails in the middle of the first attempt. */
export async function importLeads(task: RunningTask, { isBroken }: { isBroken: boolean }, records: Records) {
  for (const [index, title] of names.entries()) {
    task.progress((index / names.length) * 100, `Row ${index + 1} of ${names.length}: ${title}`)
    // oxlint-disable-next-line no-await-in-loop -- a row takes its time
    await setTimeout(rowMs, undefined, { signal: task.signal })
    if (isBroken && task.attempt === 1 && index === 3) {
      throw new TelltaleError('timeout', `The file could not be read beyond row ${index}. Try again.`)
    }
    records.create(modules.lead, { id: randomUUID(), title }, { userId: task.userId, teamId })
  }
  task.progress(100, `${names.length} leads added`)
  return { done: names.length }
}
