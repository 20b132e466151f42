import type { MockServerOptions } from '@telltale/testing'

type Program = NonNullable<MockServerOptions['program']>
export type Rt = Parameters<Program>[0]

/** Ends early with the signal. */
const nap = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })

const detectors = [
  { id: 'links', name: 'Links', weight: 3 },
  { id: 'images', name: 'Images' },
  { id: 'forms', name: 'Forms' },
]
const severities = ['high', 'medium', 'low']

/** An analysis of project 42 that takes some seconds, and finds something. */
export function analyse(rt: Rt, stepMs = 150): void {
  rt.startAnalysis('42', { detectors }, async (analysis) => {
    for (const [index, { id }] of detectors.entries()) {
      for (let progress = 0; progress <= 100; progress += 5) {
        if (analysis.signal.aborted) return
        const stepsLeft = (detectors.length - index) * 20 - progress / 5
        analysis.progress(id, progress, { estimatedSecondsRemaining: (stepsLeft * stepMs) / 1000 })
        if (progress % 50 === 25) {
          const issue = { detector: id, severity: severities[index] ?? 'low', file: 'index.html', line: progress + 1 }
          analysis.issue({ ...issue, message: `Something about ${id} is not right.` })
        }
        // oxlint-disable-next-line no-await-in-loop
        await nap(stepMs, analysis.signal)
      }
    }
  })
}

/** What the task `import` is to do: so many rows of so long; at `failsAt` it fails. */
export type Import = { rows: number; rowMs: number; failsAt?: number }

/** Teaches a server the task `import`. */
export const defineImport: Program = (rt) =>
  rt.defineTask('import', async (task, { rows, rowMs, failsAt }: Import) => {
    for (let row = 1; row <= rows; row += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await nap(rowMs, task.signal)
      task.signal.throwIfAborted()
      if (row === failsAt) throw new Error('a row without a price')
      task.progress((100 * row) / rows, `Row ${row} of ${rows}`)
    }
    return { done: rows, total: rows }
  })

/** Begins a task `import` for Ada. */
export const beginImport = (rt: Rt, title: string, params: Import): unknown =>
  rt.executeTask('ada', 'import', params, { title })

const later = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** A run of three nodes, the last of which makes a report. */
export async function work(rt: Rt, runId: string, stepMs = 60): Promise<void> {
  const run = rt.workflow(runId)
  run.emit({ kind: 'run_started' })
  for (const node of ['fetch', 'parse', 'report']) {
    run.emit({ kind: 'node_started', node })
    for (let progress = 0; progress <= 100; progress += 10) {
      run.progress(node, progress)
      // oxlint-disable-next-line no-await-in-loop
      await later(stepMs)
    }
    run.emit({ kind: 'node_completed', node })
  }
  run.emit({
    kind: 'artifact',
    node: 'report',
    artifact: { id: 'a', name: 'Report.pdf', mediaType: 'application/pdf' },
  })
  run.emit({ kind: 'run_completed' })
}
