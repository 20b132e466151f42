import { createTheme, type Theme, ThemeProvider } from '@mui/material/styles'
import { cleanup, fireEvent, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { everyWidget } from '../../test/support/everyWidget.tsx'
import { analysisFixtures } from '../AnalysisProgress/analysisFixtures.ts'
import { AnalysisProgressView, OfflineBannerView } from '../index.ts'
import { bannerFixtures } from '../OfflineBanner/bannerFixtures.ts'
import { arEG, deDE, enUS } from './index.ts'

afterEach(cleanup)
afterEach(() => document.documentElement.removeAttribute('dir'))

const show = (theme: Theme, look: ReactElement) => render(<ThemeProvider theme={theme}>{look}</ThemeProvider>)

/** Shows a look with all that it can open. */
function open(theme: Theme, look: ReactElement): void {
  show(theme, look)
  for (const button of document.querySelectorAll('[aria-haspopup="dialog"]')) fireEvent.click(button)
}

const summary = () => document.querySelector('.TtAnalysisProgress-summary')?.textContent

describe('a locale in a theme', () => {
  const found = (issuesFound: number) => (
    <AnalysisProgressView analysis={{ ...analysisFixtures.running.analysis, issuesFound }} now={0} maxDetectors={0} />
  )

  test.each([
    [0, 'لا مشكلات'],
    [1, 'مشكلة واحدة'],
    [2, 'مشكلتان'],
    [3, '٣ مشكلات'],
    [11, '١١ مشكلة'],
    [100, '١٠٠ مشكلة'],
    [1_250, '١٬٢٥٠ مشكلة'],
  ])('counts %i in Arabic as the language does', (issuesFound, words) => {
    show(createTheme({}, arEG), found(issuesFound))
    expect(summary()?.replaceAll(/[\u061C\u200E\u200F]/g, '')).toBe(`٤٥٪ · ${words} · بقي نحو ٢ د`)
  })

  test('gives way to the words of a prop, one by one, and stands over the English ones', () => {
    const banner = (words?: { retryNow: string }) => (
      <OfflineBannerView {...bannerFixtures.reconnecting} onRetry={() => {}} localeText={words} />
    )
    show(createTheme({}, deDE), banner({ retryNow: 'Los!' }))
    expect(document.body.textContent).toContain('Wird neu verbunden')
    expect(document.querySelector('button')?.textContent).toBe('Los!')
    cleanup()
    // What comes later wins, as of all that `createTheme` is given.
    const own = { components: { TtOfflineBanner: { defaultProps: { localeText: { retryNow: 'Noch mal' } } } } }
    show(createTheme({}, deDE, own), banner())
    expect(document.body.textContent).toContain('Wird neu verbunden')
    expect(document.querySelector('button')?.textContent).toBe('Noch mal')
  })

  test('in English is what is built in', () => {
    for (const [name, look] of everyWidget()) {
      open(createTheme(), look)
      const builtIn = document.body.textContent
      cleanup()
      open(createTheme({}, enUS), look)
      expect.soft(document.body.textContent, name).toBe(builtIn)
      cleanup()
    }
  })
})

/** What an app brings, in letters of another script and without figures. */
const foreign = (words: string): string =>
  words
    .replaceAll(/[a-z\d]/gi, (letter) => String.fromCodePoint(0x0410 + ((letter.codePointAt(0) ?? 0) % 32)))
    .replaceAll(/[,;?]/g, '…')
const broughtByApps = new Set(['title', 'message', 'name', 'file', 'node'])

/** What an app brings as `write` has it, in whatever it is. */
function written<TValue>(write: (words: string) => string, value: TValue, key = ''): TValue {
  const change = (): unknown => {
    if (typeof value === 'string') return broughtByApps.has(key) || value.includes(' ') ? write(value) : value
    if (Array.isArray(value)) return value.map((one: unknown) => written(write, one))
    if (typeof value !== 'object' || value === null || value instanceof Set) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, written(write, one, name)]))
  }
  // The same shape, with other letters.
  return change() as TValue
}

describe('in Arabic, from right to left', () => {
  const theme = createTheme({ direction: 'rtl' }, arEG)
  const spoken = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'placeholder']

  test.each(everyWidget((props) => written(foreign, props)))('no English is left in %s', (_, look) => {
    document.documentElement.dir = 'rtl'
    open(theme, look)
    // A line of a file is written as in every editor.
    const words = [...document.body.querySelectorAll('*:not(style, script, code *)')].flatMap((element) => [
      ...[...element.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])),
      ...spoken.flatMap((name) => element.getAttribute(name) ?? []),
    ])
    expect(words.filter((word) => /[\u0600-\u06FF]/.test(word)).length).toBeGreaterThan(0)
    expect(words.filter((word) => /[a-z]/i.test(word))).toEqual([])
    // Nor a figure, a comma, a semicolon or a question mark of another script.
    expect(words.filter((word) => /[\d,;?]/.test(word))).toEqual([])
  })
})

describe('what an app brings keeps its direction, with brackets and a full stop,', () => {
  const bare = (words: string) => words.replaceAll(/[.?,]/g, '')
  const latin = (words: string) => `${bare(words)} (v2).`
  const arabic = (words: string) => `${bare(words).replaceAll(/[\p{L}\d]/gu, toArabic)} (ج).`
  const toArabic = (letter: string) => String.fromCodePoint(0x0628 + ((letter.codePointAt(0) ?? 0) % 16))

  test.each([
    ['Latin in Arabic', 'rtl', arEG, latin],
    ['Arabic in English', 'ltr', enUS, arabic],
  ] as const)('%s', (_, direction, locale, write) => {
    document.documentElement.dir = direction
    const theme = createTheme({ direction, components: atOnce }, locale)
    const seen = new Set<string>()
    for (const [name, look] of everyWidget((props) => written(write, props))) {
      open(theme, look)
      for (const words of textsOf(document.body)) {
        const { startContainer: text } = words
        const at = words.toString().indexOf(').')
        if (at < 0) continue
        seen.add(name.split(' ')[0] ?? name)
        const [bracket, stop] = [at, at + 1].map((start) => {
          words.setStart(text, start)
          words.setEnd(text, start + 1)
          return words.getBoundingClientRect().left
        })
        expect
          .soft(Math.sign((stop ?? 0) - (bracket ?? 0)), `${name}: ${text.textContent}`)
          .toBe(write === latin ? 1 : -1)
      }
      const heard = [...document.body.querySelectorAll('[aria-label], [aria-valuetext]')]
      for (const { ariaLabel, ariaValueText } of heard) {
        expect.soft(`${ariaLabel} ${ariaValueText}`).not.toMatch(/[\u2068\u2069]/)
      }
      cleanup()
    }
    expect([...seen]).toEqual(['toasts', 'feed', 'people', 'analysis', 'workflow'])
  })

  test('and words of one direction hold no character that says so', () => {
    for (const [, look] of everyWidget()) open(createTheme(), look)
    expect(document.body.innerHTML).not.toMatch(/[\u2068\u2069]/)
  })
})

/** What opens is there at once. */
const atOnce = {
  MuiDrawer: { defaultProps: { transitionDuration: 0 } },
  MuiPopover: { defaultProps: { transitionDuration: 0 as const } },
}

describe('at 320 pixels', () => {
  test.each([
    ['German', 'ltr', deDE],
    ['Arabic', 'rtl', arEG],
  ] as const)('no %s word sticks out of the page', async (_, direction, locale) => {
    await page.viewport(320, 800)
    document.documentElement.dir = direction
    const theme = createTheme({ direction, components: atOnce }, locale)
    for (const [name, look] of everyWidget()) {
      open(theme, <div style={{ padding: 8 }}>{look}</div>)
      for (const words of textsOf(document.body)) {
        const { left, right } = words.getBoundingClientRect()
        expect.soft(left, `${name}: ${words.toString()}`).toBeGreaterThanOrEqual(0)
        expect.soft(right, `${name}: ${words.toString()}`).toBeLessThanOrEqual(320)
      }
      cleanup()
    }
  })
})

/** Each text that can be seen, as a range. */
function textsOf(root: Element): Range[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const ranges: Range[] = []
  while (walker.nextNode()) {
    const { parentElement } = walker.currentNode
    if (!parentElement?.checkVisibility() || parentElement.closest('style, script')) continue
    const range = document.createRange()
    range.selectNodeContents(walker.currentNode)
    ranges.push(range)
  }
  return ranges
}
