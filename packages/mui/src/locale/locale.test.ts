import { describe, expect, test } from 'vitest'
import { arEG, deDE, enUS, type WidgetLocale, type WidgetTexts } from './index.ts'

const bundles = [
  ['en', enUS],
  ['de', deDE],
  ['ar-EG', arEG],
] as const

type WidgetName = keyof WidgetTexts
// The names are those of the type.
const widgets = Object.keys(enUS.components) as WidgetName[]
const wordsOf = ({ components }: WidgetLocale, name: WidgetName): [key: string, words: unknown][] =>
  Object.entries(components[name].defaultProps.localeText)

const codes = ['auth_expired', 'forbidden', 'internal', 'timeout', 'contract_mismatch', 'not_connected', 'unheard_of']
const errors = codes.map((code) => [{ code, message: '…', retryable: true }])
const counts = [0, 1, 2, 3, 11, 100].map((number) => [number, 0])
const word = [
  ['…', '…', true],
  ['…', '…', false],
]

/** What functions are given, each row at a time, by their widget and key, else by their key. */
const given: Record<string, readonly (readonly unknown[])[]> = {
  reason: errors,
  'TtOfflineBanner reason': [...errors, [null]],
  failure: errors,
  'TtWorkflowProgress failure': [['internal'], ['forbidden'], ['…']],
  error: codes.map((code) => [code]),
  joined: [[['…', '…']]],
  saysEnded: [
    ['…', '…', null],
    ['…', '…', '…'],
  ],
  because: word,
  step: [[{ index: 2, count: 5, name: '…' }]],
  severity: ['critical', 'error', 'high', 'medium', 'moderate', 'warning', 'low', 'minor', 'info'].map((one) => [one]),
  place: [['…', 7], ['…']],
  ...Object.fromEntries(['saysStarted', 'actionOf', 'read', 'person', 'remaining', 'over'].map((key) => [key, word])),
  ...Object.fromEntries(['usedOf', 'unlimited', 'detectorFailed'].map((key) => [key, word])),
  notifications: [['…'], [null]],
  saysProgress: [['…', 40]],
  saysNew: counts.map(([number]) => [number, '…']),
  nodeFailed: counts.map(([number]) => ['…', number]),
  nodesDone: [
    [3, 5],
    [3, null],
  ],
  label: [
    [3, true],
    [3, false],
  ],
  eta: [5, 40, 90, 7_200].map((seconds) => [seconds]),
  duration: [
    [0, 'minutes'],
    [3_725, 'seconds'],
    [7_200, 'minutes'],
  ],
  time: [0, 90_000, 7_200_000, 864_000_000].map((age) => [0, age]),
  day: [0, 86_400_000, 864_000_000].map((age) => [0, age]),
  size: [12, 12_400, 1_240_000, 5e9].map((bytes) => [bytes]),
  more: [
    [1, 1],
    [3, 2],
    [11, 0],
  ],
  saysManyEnded: [
    [2, 0],
    [3, 2],
  ],
}

/** All that a widget can say, with `…` for what an app brings. */
function sayings(locale: WidgetLocale, name: WidgetName): [key: string, said: string][] {
  return wordsOf(locale, name).flatMap(([key, words]): [string, string][] => {
    if (typeof words === 'string') return [[key, words]]
    // Beside words and functions there are records of words.
    if (typeof words !== 'function') return Object.entries(words as Record<string, string>)
    const rows = given[`${name} ${key}`] ?? given[key] ?? counts
    return rows.map((row) => [key, String((words as (...args: readonly unknown[]) => unknown)(...row))])
  })
}

describe.each(bundles)('the words in %s', (_, bundle) => {
  test.each(widgets)('of %s are the same by name as the built-in ones', (name) => {
    const keys = (locale: WidgetLocale) =>
      wordsOf(locale, name)
        .flatMap(([key, words]) =>
          typeof words === 'object' ? Object.keys(words ?? {}).map((one) => `${key}.${one}`) : key,
        )
        .toSorted()
    expect(keys(bundle)).toEqual(keys(enUS))
  })

  test.each(widgets)('of %s say something, whatever they are given', (name) => {
    for (const [key, said] of sayings(bundle, name)) {
      expect.soft(said, key).toMatch(/\S/)
      expect.soft(said, key).not.toMatch(/undefined|null|NaN|\[object|#/)
    }
  })

  test('of the chip and the banner are the same where they mean the same, so that they are spoken once', () => {
    const chip = new Map(sayings(bundle, 'TtConnectionChip'))
    const shared = ['connecting', 'reconnecting', 'waitingForNetwork', 'signInAgain', 'failed', 'recovered']
    const banner = sayings(bundle, 'TtOfflineBanner').filter(([key]) => shared.includes(key))
    expect(banner).toHaveLength(shared.length)
    for (const [key, said] of banner) expect(said).toBe(chip.get(key))
  })
})

test.each(widgets)('no Latin letter and no other digit is in what %s says in Arabic', (name) => {
  // A line of a file is written as in every editor.
  const said = sayings(arEG, name).filter(([key]) => key !== 'place')
  expect(said.filter(([, words]) => /[a-z\d]/i.test(words))).toEqual([])
  // Nor a comma, semicolon or question mark of that script.
  expect(said.filter(([, words]) => /[,;?]/.test(words))).toEqual([])
})

test.each(widgets)('nothing that %s says in German is English still', (name) => {
  const same = new Set(['Offline', 'offline', 'online', 'Audio', 'Video', 'Text'])
  const measures = new Set(['latency', 'size'])
  const english = new Set(sayings(enUS, name).map(([, words]) => words))
  const left = sayings(deDE, name).filter(
    ([key, words]) => english.has(words) && !same.has(words) && !measures.has(key),
  )
  expect(left.filter(([, words]) => /[a-z]{2}/i.test(words))).toEqual([])
})
