import { type AnalysisProgressState, analysisLook, type AnalysisLookName, isOver } from './analysisLook.ts'
import type { AnalysisProgressLocaleText } from './analysisProgressLocaleText.ts'

/** What was heard of an analysis. */
export type Heard = Readonly<{
  projectId: string
  id: string | null
  look: AnalysisLookName
  /** The last quarter that was passed, 0–4. */
  quarter: number
  failed: readonly string[]
}>

/** A sentence to be announced. Those of one `about` replace each other. */
export type Sentence = Readonly<{ text: string; about: string; politeness: 'polite' | 'assertive' }>

type Spoken = AnalysisProgressState & { projectId: string; analysisId: string | null }

/** How it stands, unsaid: what was there when one came is not news. */
export function hear(analysis: Spoken): Heard {
  return {
    projectId: analysis.projectId,
    id: analysis.analysisId,
    look: analysisLook(analysis),
    quarter: Math.floor(analysis.progress / 25),
    failed: analysis.detectors.flatMap(({ id, error }) => (error ? [id] : [])),
  }
}

/**
 * What is worth saying of what has changed: the start, each quarter with the sum of the issues, each detector that failed,
 * and the end; never a single issue. Pure.
 */
export function analysisSpeech(before: Heard, analysis: Spoken, text: AnalysisProgressLocaleText): Sentence[] {
  const now = hear(analysis)
  if (now.id === null || now.projectId !== before.projectId || before.look === 'loading') return []
  const about = now.id
  const say = (words: string, politeness: Sentence['politeness'] = 'polite') => ({ text: words, about, politeness })
  // The first progress may come with the start.
  if (now.id !== before.id) return now.quarter === 0 && !isOver(analysis) ? [say(text.started)] : []

  const sentences: Sentence[] = analysis.detectors
    .filter(({ id }) => now.failed.includes(id) && !before.failed.includes(id))
    .map(({ id, name }) => ({ ...say(text.detectorFailed(name)), about: `${about} ${id}` }))
  if (isOver(analysis)) {
    if (now.look === before.look) return sentences
    if (now.look === 'complete') return [...sentences, say(text.finished(analysis.issuesFound))]
    if (now.look === 'cancelled') return [...sentences, say(text.cancelled)]
    const why = analysis.error && text.failure(analysis.error)
    return [...sentences, say(text.saysEnded(text.title, text.error, why), 'assertive')]
  }
  if (now.look === 'stalled' && before.look !== 'stalled') sentences.push(say(text.stalled))
  if (now.quarter > before.quarter && now.quarter < 4) {
    sentences.push(say(text.milestone(now.quarter * 25, analysis.issuesFound)))
  }
  return sentences
}
