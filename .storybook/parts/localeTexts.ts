import {
  type AITaskToastsLocaleText,
  type AnalysisProgressLocaleText,
  type ConnectionChipLocaleText,
  englishAITaskToastsText,
  englishAnalysisProgressText,
  englishConnectionChipText,
  englishNotificationBellText,
  englishNotificationFeedText,
  englishOfflineBannerText,
  englishPresenceAvatarsText,
  englishUsageMeterText,
  englishWorkflowProgressText,
  type NotificationBellLocaleText,
  type NotificationFeedLocaleText,
  type OfflineBannerLocaleText,
  type PresenceAvatarsLocaleText,
  type UsageMeterLocaleText,
  type WorkflowProgressLocaleText,
} from '@telltale/mui'

// oxlint-disable-next-line typescript/no-explicit-any -- of any function, whatever it takes
type Spoken = (...args: any[]) => string

/** What each function of a text is called with, to be shown; one that is new does not compile until it is here. */
type Samples<TText> = {
  readonly [TKey in keyof TText as TText[TKey] extends Spoken ? TKey : never]: TText[TKey] extends Spoken
    ? readonly Parameters<TText[TKey]>[]
    : never
}

/** A key of a text, and what it says: with several samples, what it says of each. */
type Sentence = Readonly<{ key: string; says: readonly string[] }>
export type LocaleText = Readonly<{ widget: string; sentences: readonly Sentence[] }>

function sentencesOf<TText extends object>(widget: string, text: TText, samples: Samples<TText>): LocaleText {
  // The keys of a text, of whatever kind.
  const given = samples as Readonly<Record<string, readonly (readonly unknown[])[]>>
  const sentences = Object.entries(text).map(([key, words]: [string, unknown]): Sentence => {
    if (typeof words === 'string') return { key, says: [words] }
    // `Samples` has seen to the arguments.
    if (typeof words === 'function') return { key, says: (given[key] ?? []).map((args) => (words as Spoken)(...args)) }
    return { key, says: Object.values(words ?? {}).map(String) }
  })
  return { widget, sentences }
}

const now = Date.UTC(2026, 0, 15, 14, 2)
const counts = [[1], [3]] as const satisfies readonly [number][]

const facts = [[['40 %', 'Running']]] as const satisfies readonly [string[]][]

const chip: Samples<ConnectionChipLocaleText> = {
  syncing: [[0], [1], [3]],
  retryIn: [[4]],
  latency: [[42]],
  since: [[now]],
  lastConnected: [[now]],
  attempt: [[3]],
  nextTry: [[4]],
  pendingWrites: counts,
  badge: [[3]],
  reason: [
    [{ code: 'connection_lost', message: '', retryable: true }],
    [{ code: 'auth_invalid', message: '', retryable: false }],
  ],
}
const banner: Samples<OfflineBannerLocaleText> = {
  reason: [[{ code: 'auth_invalid', message: '', retryable: false }]],
  pendingWrites: counts,
  lastConnected: [[now]],
  nextTry: [[4]],
}
const toasts: Samples<AITaskToastsLocaleText> = {
  partial: [[12, 14]],
  percent: [[40]],
  joined: facts,
  step: [[{ index: 2, count: 5, name: 'Parsing' }]],
  failure: [[{ code: 'internal', message: 'The file is not a table' }]],
  more: [
    [1, 0],
    [3, 2],
  ],
  saysStarted: [['Import']],
  saysProgress: [['Import', 50]],
  saysEnded: [
    ['Import', '12 of 14 done', null],
    ['Import', 'Done', '14 rows'],
  ],
  saysManyStarted: [[4]],
  saysManyEnded: [[4, 1]],
  actionOf: [['Cancel', 'Import']],
}
const analysis: Samples<AnalysisProgressLocaleText> = {
  percent: [[40]],
  joined: facts,
  because: [['Failed', 'The form could not be read.']],
  issues: counts,
  eta: [[5], [40], [130]],
  failure: [[{ code: 'internal', message: '' }]],
  showDone: [[5]],
  hideDone: [[5]],
  severity: [['high']],
  place: [['index.html', 42]],
  notListed: counts,
  milestone: [[50, 3]],
  detectorFailed: [['Links']],
  finished: [[0], [3]],
  saysEnded: [['Analysis', 'Failed', 'Nothing could be read.']],
}
const bell: Samples<NotificationBellLocaleText> = {
  notifications: [[null], ['3']],
  count: [
    [3, 99],
    [120, 99],
  ],
  saysNew: [
    [1, 'The report is ready'],
    [4, 'The report is ready'],
  ],
}
const feed: Samples<NotificationFeedLocaleText> = {
  read: [['The report is ready']],
  newItems: counts,
  time: [
    [now - 20_000, now],
    [now - 4 * 60_000, now],
    [now - 26 * 3_600_000, now],
  ],
  day: [
    [now, now],
    [now - 24 * 3_600_000, now],
    [now - 72 * 3_600_000, now],
  ],
  error: [['store_unavailable'], ['forbidden']],
}
const people: Samples<PresenceAvatarsLocaleText> = {
  label: [
    [5, false],
    [5, true],
  ],
  person: [
    ['Ada', 'away', false],
    ['Ada', 'online', true],
  ],
  surplus: [[3]],
  showAll: [[8]],
  joined: facts,
}
const meter: Samples<UsageMeterLocaleText> = {
  usedOf: [['3 hr', '5 hr']],
  unlimited: [['3 hr']],
  remaining: [['2 hr']],
  over: [['10 min']],
  joined: facts,
  duration: [
    [18_600, 'minutes'],
    [1_475, 'seconds'],
  ],
  asOf: [[now]],
  error: [['connection_lost']],
}

const run: Samples<WorkflowProgressLocaleText> = {
  percent: [[40]],
  joined: facts,
  because: [['Failed', 'Row 412 has no date.']],
  nodesDone: [
    [2, 5],
    [2, null],
  ],
  failure: [['internal'], ['forbidden']],
  showDone: [[5]],
  hideDone: [[5]],
  size: [[2_400], [3_100_000]],
  milestone: [[50]],
  nodeFailed: [
    ['Fetch rows', 1],
    ['Fetch rows', 3],
  ],
  saysEnded: [['Workflow run', 'Failed', 'The model did not converge.']],
}

/** The built-in words of every widget, as the code has them. */
export const localeTexts: readonly LocaleText[] = [
  sentencesOf('ConnectionChip', englishConnectionChipText, chip),
  sentencesOf('OfflineBanner', englishOfflineBannerText, banner),
  sentencesOf('AITaskToasts', englishAITaskToastsText, toasts),
  sentencesOf('UsageMeter', englishUsageMeterText, meter),
  sentencesOf('NotificationBell', englishNotificationBellText, bell),
  sentencesOf('NotificationFeed', englishNotificationFeedText, feed),
  sentencesOf('PresenceAvatars', englishPresenceAvatarsText, people),
  sentencesOf('AnalysisProgress', englishAnalysisProgressText, analysis),
  sentencesOf('WorkflowProgress', englishWorkflowProgressText, run),
]
