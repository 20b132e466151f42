import type { MarkShape } from './marks.tsx'
import type { MarkColor } from './paint.ts'

/** What tells a look, beside words. */
export type Mark = Readonly<{ color: MarkColor; shape: MarkShape }>

// What runs has the same marks, whatever it is; how it ended is in words of its own.

type ProgressName = 'loading' | 'idle' | 'queued' | 'running' | 'stalled' | 'detached' | 'cancelling' | 'cancelled'
type PartName = 'waiting' | 'working' | 'done' | 'failed' | 'stopped'

/** The marks of something that runs, before its end. */
export const progressMarks: Readonly<Record<ProgressName, Mark>> = {
  loading: { color: 'neutral', shape: 'ring' },
  idle: { color: 'neutral', shape: 'ring' },
  queued: { color: 'neutral', shape: 'bars' },
  running: { color: 'primary', shape: 'arc' },
  stalled: { color: 'warning', shape: 'half' },
  detached: { color: 'warning', shape: 'slash' },
  cancelling: { color: 'neutral', shape: 'arc' },
  cancelled: { color: 'neutral', shape: 'square' },
}

/** The marks of its parts. */
export const partMarks: Readonly<Record<PartName, Mark>> = {
  waiting: { color: 'neutral', shape: 'ring' },
  working: { color: 'primary', shape: 'dot' },
  done: { color: 'success', shape: 'check' },
  failed: { color: 'error', shape: 'cross' },
  stopped: { color: 'neutral', shape: 'square' },
}
