import { act, cleanup, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode, useRef } from 'react'
import { createPortal } from 'react-dom'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { useFocusHandoff } from './useFocusHandoff.ts'

afterEach(cleanup)

type Item = { id: string; buttons: readonly string[] }
type WidgetProps = { heads?: readonly string[]; items?: readonly Item[]; isShown?: boolean }

function Widget({ heads = [], items = [], isShown = true }: WidgetProps): ReactNode {
  const root = useRef<HTMLElement>(null)
  const { onFocusCapture, onBlurCapture } = useFocusHandoff(root, 'li')
  if (!isShown) return null
  return (
    <section ref={root} {...{ onFocusCapture, onBlurCapture }}>
      {heads.map((name) => (
        <button key={name}>{name}</button>
      ))}
      <ul>
        {items.map(({ id, buttons }) => (
          <li key={id}>
            {buttons.map((name) => (
              <button key={name}>{name}</button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A page with a field and a widget below it, both of which can go. */
function show(props: WidgetProps) {
  const ui = (next: WidgetProps | null, hasField: boolean) => (
    <StrictMode>
      {hasField && <input />}
      {next && <Widget {...next} />}
    </StrictMode>
  )
  const { rerender } = render(ui(props, true))
  return (next: WidgetProps | null, hasField = true) => rerender(ui(next, hasField))
}

const item = (id: string): Item => ({ id, buttons: [`hide ${id}`, `cancel ${id}`] })
const focus = (name: string) => act(() => screen.getByRole('button', { name }).focus())
const focused = () => document.activeElement?.textContent

describe('what has the focus leaves the page:', () => {
  const ids = ['a', 'b', 'c', 'd']
  const subsets = Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_id, i) => bits & (1 << i)))

  test.each(ids)('from item %s the focus goes to what takes its place, then to the one before', (id) => {
    for (const stay of subsets.filter((some) => some.length > 0 && !some.includes(id))) {
      const set = show({ items: ids.map(item) })
      focus(`hide ${id}`)
      set({ items: stay.map(item) })
      const next = stay.find((other) => other > id) ?? stay.at(-1)
      expect.soft(focused(), `${id} of ${stay.join()}`).toBe(`hide ${next}`)
      cleanup()
    }
  })

  test('so it does among those that came after it was focused', () => {
    const set = show({ items: [item('b')] })
    focus('hide b')
    set({ items: ['a', 'b', 'c'].map(item) })
    set({ items: ['a', 'c'].map(item) })
    expect(focused()).toBe('hide c')
  })

  test('a button alone leaves it in its item, also where others come on top', () => {
    const set = show({ items: ['b', 'a'].map(item) })
    focus('cancel a')
    set({ items: [item('c'), item('b'), { id: 'a', buttons: ['hide a'] }] })
    expect(focused()).toBe('hide a')
  })

  test('outside of items it goes to what stands before, else to the first', () => {
    const set = show({ heads: ['read', 'clear'], items: [item('a')] })
    focus('clear')
    set({ heads: ['read'], items: [item('a')] })
    expect(focused()).toBe('read')
    set({ items: [item('a')] })
    expect(focused()).toBe('hide a')
  })

  test('the last of all gives it back to where it came from', async () => {
    const set = show({ items: [item('a')] })
    act(() => screen.getByRole('textbox').focus())
    await userEvent.keyboard('{Tab}{Tab}')
    expect(focused()).toBe('cancel a')
    set({})
    expect(document.activeElement).toBe(screen.getByRole('textbox'))
  })

  test.each([
    ['that shows nothing more', { isShown: false }],
    ['that is gone', null],
  ])('a widget %s gives it back to where it came from', (_what, next) => {
    const set = show({ heads: ['retry'] })
    act(() => screen.getByRole('textbox').focus())
    focus('retry')
    set(next)
    expect(document.activeElement).toBe(screen.getByRole('textbox'))
  })

  test('it goes nowhere where that is gone as well', () => {
    const set = show({ heads: ['retry'] })
    act(() => screen.getByRole('textbox').focus())
    focus('retry')
    set(null, false)
    expect(document.activeElement).toBe(document.body)
  })
})

describe('what has the focus leaves', () => {
  test('a frame: it goes on there, and back to where it came from', () => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    onTestFinished(() => frame.remove())
    const { contentDocument: inner } = frame
    if (inner === null) throw new Error('the frame has no document')
    const ui = (heads: readonly string[]) =>
      createPortal(
        <>
          <input />
          <Widget heads={heads} />
        </>,
        inner.body,
      )
    const { rerender } = render(ui(['retry', 'more']))
    act(() => inner.querySelector('input')?.focus())
    act(() => inner.querySelectorAll('button')[1]?.focus())
    rerender(ui(['retry']))
    expect(inner.activeElement).toBe(inner.querySelector('button'))
    rerender(ui([]))
    expect(inner.activeElement?.localName).toBe('input')
  })

  test('a shadow tree: it goes on there, and back to where it came from', () => {
    const host = document.body.appendChild(document.createElement('div'))
    onTestFinished(() => host.remove())
    const shadow = host.attachShadow({ mode: 'open' })
    const container = shadow.appendChild(document.createElement('div'))
    const ui = (heads: readonly string[]) => (
      <>
        <input />
        <Widget heads={heads} />
      </>
    )
    const { rerender } = render(ui(['retry', 'more']), { container })
    act(() => container.querySelector('input')?.focus())
    act(() => container.querySelectorAll('button')[1]?.focus())
    rerender(ui(['retry']))
    expect(shadow.activeElement).toBe(container.querySelector('button'))
    rerender(ui([]))
    expect(shadow.activeElement?.localName).toBe('input')
  })
})

test('a focus that has gone elsewhere is not taken', () => {
  const set = show({ heads: ['retry', 'more'] })
  act(() => screen.getByRole('textbox').focus())
  focus('retry')
  act(() => screen.getByRole('button', { name: 'retry' }).blur())
  set({ heads: ['more'] })
  expect(document.activeElement).toBe(document.body)
})

test('what takes the focus at that very moment keeps it', () => {
  const ui = (isAsking: boolean) => (
    <>
      {/* It is what is asked for. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      {isAsking && <input autoFocus />}
      <Widget heads={isAsking ? ['more'] : ['more', 'retry']} />
    </>
  )
  const { rerender } = render(ui(false))
  focus('retry')
  rerender(ui(true))
  expect(document.activeElement).toBe(screen.getByRole('textbox'))
})

test('a mouse has no place to lose', async () => {
  const set = show({ heads: ['retry'] })
  act(() => screen.getByRole('textbox').focus())
  await userEvent.click(screen.getByRole('button', { name: 'retry' }))
  set(null)
  expect(document.activeElement).toBe(document.body)
})
