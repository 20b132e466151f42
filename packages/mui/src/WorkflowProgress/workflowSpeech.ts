import { isOver, type WorkflowLookName } from './workflowLook.ts'
import type { WorkflowProgressLocaleText } from './workflowProgressLocaleText.ts'

/** What can be heard of a run. */
export type Heard = Readonly<{
  look: WorkflowLookName
  error: string | null
  /** Whole percent, where it is known. */
  percent: number | null
  /** The nodes that have failed, by what they are called. */
  failed: readonly string[]
}>

/** A sentence to be announced. Those of one `about` replace each other. */
export type Sentence = Readonly<{ text: string; about: 'run' | 'nodes'; politeness: 'polite' | 'assertive' }>

const rests: ReadonlySet<WorkflowLookName> = new Set(['loading', 'idle', 'queued'])

const quarterOf = ({ percent }: Heard): number => Math.floor((percent ?? 0) / 25)

/**
 * What is worth saying of what has changed: the start, each quarter, the nodes that failed, and the end. What was there
 * when one came is not news. A node's failure says how many there are, so that of several at once none is lost. Pure.
 */
export function workflowSpeech(before: Heard, now: Heard, text: WorkflowProgressLocaleText): Sentence[] {
  if (before.look === 'loading' || now.look === 'refused') return []
  const say = (words: string, politeness: Sentence['politeness'] = 'polite'): Sentence => {
    return { text: words, about: 'run', politeness }
  }
  const sentences: Sentence[] = []
  const latest = now.failed.filter((name) => !before.failed.includes(name)).at(-1)
  if (latest !== undefined) {
    sentences.push({ text: text.nodeFailed(latest, now.failed.length), about: 'nodes', politeness: 'polite' })
  }
  if (isOver(now.look)) {
    if (now.look === before.look) return sentences
    if (now.look === 'completed') return [...sentences, say(text.finished)]
    if (now.look === 'cancelled') return [...sentences, say(text.cancelled)]
    const why = now.error === null ? null : text.failure(now.error)
    return [...sentences, say(text.saysEnded(text.title, text[now.look], why), 'assertive')]
  }
  if ((rests.has(before.look) || isOver(before.look)) && !rests.has(now.look)) return [say(text.started), ...sentences]
  if (now.look === 'stalled' && before.look !== 'stalled') sentences.push(say(text.stalled))
  if (quarterOf(now) > quarterOf(before) && quarterOf(now) < 4) sentences.push(say(text.milestone(quarterOf(now) * 25)))
  return sentences
}
