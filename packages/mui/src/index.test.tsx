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
