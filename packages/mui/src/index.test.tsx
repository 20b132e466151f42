import { cleanup, render } from '@testing-library/react'
import { cloneElement, type ReactElement } from 'react'
import { afterEach, expect, test } from 'vitest'
import { everyWidget } from '../test/support/everyWidget.tsx'
import { shown } from '../test/support/shown.ts'

afterEach(cleanup)

let count = 0
/** Other things each time: what they are known by differs. */
function others<TValue>(value: TValue): TValue {
  const name = `other ${(count += 1)}`
  const change = (one: unknown, key = ''): unknown => {
    if (one instanceof Set) return new Set([...one].map((id) => `${name} ${String(id)}`))
    if (Array.isArray(one)) return one.map((each) => change(each))
    if (typeof one === 'object' && one !== null)
      return Object.fromEntries(Object.entries(one).map(([inner, each]) => [inner, change(each, inner)]))
    return key === 'runId' || key === 'taskId' ? `${name} ${String(one)}` : one
  }
  // The same shape, by other names.
  return change(value) as TValue
}

test('given another thing, a widget shows nothing of the former one', () => {
  const looks = everyWidget(others).map(([name, look]): [string, ReactElement] => [
    name,
    cloneElement(look, { key: '' }),
  ])
  for (const [at, [name, look]] of looks.entries()) {
    const [, former] = looks[at - 1] ?? []
    if (former?.type !== look.type) continue
    render(look)
    const fresh = shown()
    cleanup()
    const { rerender } = render(former)
    rerender(look)
    expect.soft(shown(), name).toEqual(fresh)
    cleanup()
  }
})

test('no style names left or right: a plugin for right to left would turn about what is turned already', () => {
  const named = (rules: Iterable<CSSRule>): string[] =>
    [...rules].flatMap((rule) => {
      if (rule instanceof CSSGroupingRule && !(rule instanceof CSSStyleRule)) return named(rule.cssRules)
      // MUI's own are meant for such a plugin.
      const isOurs = rule.cssText.includes('-Tt') && !rule.cssText.includes('Mui')
      return isOurs && /\b(left|right)\b/.test(rule.cssText) ? rule.cssText : []
    })
  for (const [, look] of everyWidget()) {
    render(look)
    cleanup()
  }
  // What was shown leaves its styles behind.
  expect([...document.styleSheets].flatMap(({ cssRules }) => named(cssRules))).toEqual([])
})
