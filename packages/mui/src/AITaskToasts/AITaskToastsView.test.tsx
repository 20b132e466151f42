import { createTheme, type ThemeOptions, ThemeProvider } from '@mui/material/styles'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { Activity, Profiler, type ReactNode, StrictMode } from 'react'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { inVirtualTime, pass } from '../../test/support/world.tsx'
import { aiTaskToastsClasses } from './aiTaskToastsClasses.ts'
import { AITaskToastsView, type AITaskToastsViewProps } from './AITaskToastsView.tsx'
import { taskFixture, taskFixtures } from './taskFixtures.ts'
import type { ShownTask } from './taskLook.ts'

inVirtualTime()
afterEach(cleanup)

type Shown = { set: (props: Partial<AITaskToastsViewProps>) => void }

function show(props: AITaskToastsViewProps, theme: ThemeOptions = {}): Shown {
  let shown = props
  const ui = () => (
    <StrictMode>
      <ThemeProvider theme={createTheme(theme)}>
        <button>Before</button>
        <AITaskToastsView {...shown} />
      </ThemeProvider>
    </StrictMode>
  )
  const { rerender } = render(ui())
  return {
    set: (changes) => {
      shown = { ...shown, ...changes }
      rerender(ui())
    },
  }
}

const titles = () => screen.queryAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)
const region = () => screen.getByRole('region', { name: 'Background tasks' })
const slot = (name: keyof typeof aiTaskToastsClasses) =>
  document.querySelector<HTMLElement>(`.${aiTaskToastsClasses[name]}`)
const task = (taskId: string, changes: Partial<ShownTask> = {}) => taskFixture({ taskId, title: taskId, ...changes })
const done = (taskId: string) => task(taskId, { status: 'completed', progress: 100 })

async function emulate(name: 'forced-colors' | 'prefers-reduced-motion', value: string): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name, value }] })
  onTestFinished(async () => void (await cdp().send('Emulation.setEmulatedMedia', { features: [] })))
}

function hidePage(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
}
afterEach(() => void vi.restoreAllMocks())

describe('S7 toasts', () => {
  test('a done one leaves after 3 s; a failed one stays and says why; several at once', async () => {
    show({ tasks: [done('a'), ...(taskFixtures.failed.tasks ?? []), task('b')] })
    expect(titles()).toEqual(['a', 'Import of listings', 'b'])
    await pass(2_999)
    expect(titles()).toHaveLength(3)
    await pass(1)
    expect(titles()).toEqual(['Import of listings', 'b'])
    await pass(600_000)
    expect(titles()).toEqual(['Import of listings', 'b'])
    expect(slot('message')?.textContent).toBe('Row 41 has no price. Add one and try again.')
    expect(screen.getByRole('img', { name: 'Failed' })).toBeDefined()
  })

  test('stands at the bottom, at the inline end', () => {
    show(taskFixtures.running)
    const { right, bottom } = slot('item')?.getBoundingClientRect() ?? new DOMRect()
    const { clientWidth, clientHeight } = document.documentElement
    expect([clientWidth - right <= 24, clientHeight - bottom <= 24]).toEqual([true, true])
  })

  test('from right to left it stands on the left', () => {
    document.documentElement.dir = 'rtl'
    onTestFinished(() => document.documentElement.removeAttribute('dir'))
    show(taskFixtures.running, { direction: 'rtl' })
    expect(slot('item')?.getBoundingClientRect().left).toBeLessThanOrEqual(24)
  })

  test('autoHide says for each end when it leaves', async () => {
    show({ tasks: [done('a'), task('b', { status: 'failed' })], autoHide: { completed: null, failed: 1_000 } })
    await pass(1_000)
    expect(titles()).toEqual(['a'])
    await pass(600_000)
    expect(titles()).toEqual(['a'])
  })

  test('what was over when we came is no toast, and is in the centre', () => {
    show({ tasks: [{ ...done('a'), seenRunning: false }], open: true })
    expect(screen.queryByRole('region')).toBeNull()
    expect(within(screen.getByRole('dialog')).getByRole('heading', { name: 'a' })).toBeDefined()
  })
})

describe('the time of what leaves', () => {
  const half = async (): Promise<Shown> => {
    const shown = show({ tasks: [done('a')] })
    await pass(2_000)
    return shown
  }
  const restIs = async (ms: number) => {
    await pass(ms - 1)
    expect(titles()).toEqual(['a'])
    await pass(1)
    expect(titles()).toEqual([])
  }

  test('stands still while the pointer is over any toast, and goes on with what remained', async () => {
    await half()
    fireEvent.pointerEnter(region(), { pointerType: 'mouse' })
    await pass(60_000)
    expect(titles()).toEqual(['a'])
    fireEvent.pointerLeave(region(), { pointerType: 'mouse' })
    await restIs(1_000)
  })

  test('stands still while the focus is in any toast', async () => {
    await half()
    act(() => slot('hideButton')?.focus())
    await pass(60_000)
    expect(titles()).toEqual(['a'])
    act(() => screen.getByText('Before').focus())
    await restIs(1_000)
  })

  test('stands still while the window has lost the focus', async () => {
    await half()
    act(() => void window.dispatchEvent(new Event('blur')))
    await pass(60_000)
    expect(titles()).toEqual(['a'])
    act(() => void window.dispatchEvent(new Event('focus')))
    await restIs(1_000)
  })

  test('stands still while the page is hidden, from the start as well', async () => {
    hidePage(true)
    show({ tasks: [done('a')] })
    await pass(60_000)
    expect(titles()).toEqual(['a'])
    hidePage(false)
    await restIs(3_000)
  })

  test('needs all reasons to be gone', async () => {
    await half()
    fireEvent.pointerEnter(region(), { pointerType: 'mouse' })
    hidePage(true)
    fireEvent.pointerLeave(region(), { pointerType: 'mouse' })
    await pass(60_000)
    expect(titles()).toEqual(['a'])
    hidePage(false)
    await restIs(1_000)
  })

  test('does not begin anew when other tasks change', async () => {
    const { set } = await half()
    set({ tasks: [task('b'), done('a')] })
    await pass(999)
    expect(titles()).toEqual(['b', 'a'])
    await pass(1)
    expect(titles()).toEqual(['b'])
  })

  test('is the same when the clock is set meanwhile', async () => {
    const { set } = await half()
    vi.setSystemTime(Date.now() - 7_200_000)
    set({ tasks: [done('a')] })
    expect(titles()).toEqual(['a'])
    await restIs(1_000)
  })

  test('may be for ever, and nothing wakes the page up to see whether it is over', async () => {
    show({ tasks: [done('a')], autoHide: { completed: Infinity } })
    const arms = vi.spyOn(globalThis, 'setTimeout')
    await pass(60_000)
    expect([titles(), arms.mock.calls.length]).toEqual([['a'], 0])
  })

  test('goes on after an Activity that was hidden with the pointer on it', async () => {
    const ui = (mode: 'hidden' | 'visible') => (
      <Activity mode={mode}>
        <AITaskToastsView tasks={[done('a')]} />
      </Activity>
    )
    const { rerender } = render(ui('visible'))
    fireEvent.pointerEnter(region(), { pointerType: 'mouse' })
    rerender(ui('hidden'))
    await pass(60_000)
    rerender(ui('visible'))
    expect(titles()).toEqual(['a'])
    await restIs(3_000)
  })

  test('stands still while the focus is in a toast of a shadow tree', async () => {
    const host = document.body.appendChild(document.createElement('div'))
    onTestFinished(() => host.remove())
    const container = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'))
    const ui = (tasks: readonly ShownTask[]) => <AITaskToastsView tasks={tasks} disablePortal />
    const { rerender } = render(ui([done('a')]), { container })
    act(() => container.querySelector('button')?.focus())
    rerender(ui([task('b'), done('a')]))
    await pass(60_000)
    expect([...container.querySelectorAll('h3')].map(({ textContent }) => textContent)).toEqual(['b', 'a'])
  })

  test('a toast that was removed with the pointer on it holds up no other', async () => {
    const { set } = await half()
    fireEvent.pointerEnter(region(), { pointerType: 'mouse' })
    set({ tasks: [] })
    set({ tasks: [done('b')] })
    await pass(3_000)
    expect(titles()).toEqual([])
  })
})

describe('to hide is not to cancel', () => {
  test('hiding calls nobody; the task is in the centre, and comes back when it fails', async () => {
    const onCancel = vi.fn<(taskId: string) => void>()
    const { set } = show({ tasks: [task('a')], onCancel })
    slot('hideButton')?.click()
    await pass(0)
    expect(screen.queryByRole('region')).toBeNull()
    expect(onCancel).not.toHaveBeenCalled()
    set({ tasks: [task('a', { progress: 60 })], open: true })
    expect(within(screen.getByRole('dialog')).getByRole('heading', { name: 'a' })).toBeDefined()
    set({ tasks: [task('a', { status: 'failed' })], open: false })
    await pass(1_000)
    expect(region().textContent).toContain('Failed')
  })

  test('cancel asks, and shows what the server says', async () => {
    const onCancel = vi.fn<(taskId: string) => void>()
    const { set } = show({ tasks: [task('a')], onCancel })
    screen.getByRole('button', { name: 'Cancel: a' }).click()
    expect(onCancel).toHaveBeenCalledExactlyOnceWith('a')
    expect(slot('message')?.textContent).toBe('Row 40 of 100')
    set({ tasks: [task('a', { status: 'cancelling' })] })
    expect(slot('message')?.textContent).toBe('Cancelling')
    expect(screen.queryByRole('button', { name: 'Cancel: a' })).toBeNull()
  })

  test('each button is there only where somebody listens', () => {
    show({ tasks: [task('a'), task('b', { status: 'failed', retryable: true }), done('c')], maxVisible: 9 })
    expect(screen.getAllByRole('button').map(({ ariaLabel }) => ariaLabel)).toEqual([
      null,
      'Hide: a',
      'Hide: b',
      'Hide: c',
    ])
  })

  test('what runs in this page can neither be cancelled nor run again from here', () => {
    const { set } = show({ tasks: [task('a', { isLocal: true })], onCancel: vi.fn(), onRetry: vi.fn() })
    expect(screen.queryByRole('button', { name: /Cancel/ })).toBeNull()
    set({ tasks: [task('a', { isLocal: true, status: 'failed', retryable: true })] })
    expect(screen.queryByRole('button', { name: /Retry/ })).toBeNull()
  })
})

describe('progress on screen', () => {
  const shown = () => [screen.getByRole('progressbar').ariaValueNow, slot('progress')?.style.getPropertyValue('--p')]

  test('never goes back within an attempt, and begins anew with the next', () => {
    const { set } = show({ tasks: [task('a', { progress: 60 })] })
    expect(shown()).toEqual(['60', '0.6'])
    set({ tasks: [task('a', { progress: 20 })] })
    expect(shown()).toEqual(['60', '0.6'])
    set({ tasks: [task('a', { progress: 70 })] })
    expect(shown()).toEqual(['70', '0.7'])
    set({ tasks: [task('a', { progress: 5, attempt: 2 })] })
    expect(shown()).toEqual(['5', '0.05'])
  })

  test('all of it is not the same as done', () => {
    show({ tasks: [task('a', { progress: 100 })], onCancel: vi.fn() })
    expect(shown()).toEqual(['100', '1'])
    expect(screen.getByRole('button', { name: 'Cancel: a' })).toBeDefined()
  })

  test('says percent and step in words; where nobody knows how far it is, it has no value', () => {
    const { set } = show({ tasks: [task('a', { message: '', step: { index: 2, count: 5, name: 'Parsing' } })] })
    expect(screen.getByRole('progressbar', { name: 'a' }).ariaValueText).toBe('40 %, Step 2 of 5: Parsing')
    set({ tasks: [task('a', { progress: null })] })
    expect(screen.getByRole('progressbar').ariaValueNow).toBeNull()
  })

  test('one tick renders of one row what tells it, and nothing else of that row', () => {
    const rendered: string[] = []
    const count = (name: string) =>
      function Counted({ children }: { children?: ReactNode }) {
        rendered.push(name)
        return <div>{children}</div>
      }
    const names = ['item', 'icon', 'message', 'actions', 'progress', 'bar']
    const slots = Object.fromEntries(names.map((name) => [name, count(name)]))
    const slotProps = {}
    const onRender = vi.fn<() => void>()
    const tasks = Array.from({ length: 20 }, (_, index) => task(`task ${index}`))
    const ui = (given: readonly ShownTask[]) => (
      <Profiler id="toasts" onRender={onRender}>
        <AITaskToastsView tasks={given} maxVisible={20} slots={slots} slotProps={slotProps} onCancel={vi.fn()} />
      </Profiler>
    )
    const { rerender } = render(ui(tasks))
    rendered.length = 0
    onRender.mockClear()
    rerender(ui(tasks.map((one, index) => (index === 7 ? { ...one, progress: 41 } : one))))
    expect(rendered).toEqual(['progress'])
    expect(onRender).toHaveBeenCalledOnce()
  })
})

describe('several at once', () => {
  test('those beyond maxVisible share one line with their progress; what failed never does', () => {
    const failed = Array.from({ length: 4 }, (_, index) => task(`failed ${index}`, { status: 'failed' }))
    const running = Array.from({ length: 5 }, (_, index) => task(`task ${index}`, { progress: index * 10 }))
    show({ tasks: [...running, ...failed], maxVisible: 2 })
    expect(titles()).toEqual(['task 0', 'task 1', ...failed.map(({ title }) => title)])
    const overflow = screen.getByRole('button', { name: '3 tasks more, 3 running' })
    expect(overflow.querySelector<HTMLElement>('.TtAITaskToasts-bar')?.style.getPropertyValue('--p')).toBe('0.3')
  })

  test('of several that could move, one does, and none for those who want less motion', async () => {
    const moving = () =>
      document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === Infinity).length
    const tasks = ['a', 'b', 'c'].map((id) => task(id, { progress: null }))
    show({ tasks })
    expect(moving()).toBe(2)
    cleanup()
    await emulate('prefers-reduced-motion', 'reduce')
    show({ tasks })
    expect(moving()).toBe(0)
    expect(document.getAnimations()).toHaveLength(0)
  })
})

describe('by keyboard', () => {
  const hide = (title: string) => screen.getByRole('button', { name: `Hide: ${title}` })

  test('the focus goes from a toast that leaves to the one that takes its place, then to the one before, then back', async () => {
    show({ tasks: ['a', 'b', 'c'].map((id) => task(id)) })
    const before = screen.getByText('Before')
    act(() => before.focus())
    act(() => hide('b').focus())
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(hide('c'))
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(hide('a'))
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(before)
  })

  test('a toast that leaves by itself hands the focus on as well', () => {
    const { set } = show({ tasks: [task('a'), task('b')] })
    act(() => hide('a').focus())
    set({ tasks: [task('b')] })
    expect(document.activeElement).toBe(hide('b'))
  })

  test('a button that goes while its toast stays leaves the focus in that toast', () => {
    const { set } = show({ tasks: [task('b'), task('a')], onCancel: vi.fn() })
    act(() => screen.getByRole('button', { name: 'Cancel: a' }).focus())
    set({ tasks: [task('b'), task('a', { status: 'cancelling' })] })
    expect(document.activeElement).toBe(hide('a'))
  })

  test('it stays in that toast also where others come on top at the same moment', () => {
    const { set } = show({ tasks: [task('b'), task('a')], onCancel: vi.fn() })
    act(() => screen.getByRole('button', { name: 'Cancel: a' }).focus())
    set({ tasks: [task('c'), task('b'), task('a', { status: 'cancelling' })] })
    expect(document.activeElement).toBe(hide('a'))
  })

  test('a focus that has gone elsewhere is not taken', () => {
    const { set } = show({ tasks: [task('a'), task('b')] })
    act(() => hide('a').focus())
    act(() => hide('a').blur())
    set({ tasks: [task('b')] })
    expect(document.activeElement).toBe(document.body)
  })

  test('Escape goes back to where the focus came from', async () => {
    show({ tasks: [task('a')] })
    const before = screen.getByText('Before')
    act(() => before.focus())
    act(() => hide('a').focus())
    await userEvent.keyboard('{Escape}')
    expect(document.activeElement).toBe(before)
  })

  test.each([
    ['F6', 'F6', {}],
    ['Alt+T', '†', { altKey: true, code: 'KeyT' }],
    ['Control+Shift+K', 'K', { ctrlKey: true, shiftKey: true }],
  ])('%s opens the centre, also where somebody keeps keys to himself', async (hotkey, key, init) => {
    show({ tasks: [], hotkey })
    screen.getByText('Before').addEventListener('keydown', (event) => event.stopPropagation())
    fireEvent.keyDown(screen.getByText('Before'), { key, ...init })
    expect(screen.getByRole('dialog', { name: 'Background tasks' }).textContent).toContain('No tasks')
    fireEvent.keyDown(screen.getByText('Before'), { key, ...init })
    await pass(1_000)
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('other keys, and a hotkey of null, do nothing', () => {
    const { set } = show({ tasks: [] })
    for (const init of [{ key: 'F6', ctrlKey: true }, { key: 'F5' }, { key: 'F6', repeat: true }]) {
      fireEvent.keyDown(document.body, init)
    }
    set({ hotkey: null })
    fireEvent.keyDown(document.body, { key: 'F6' })
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('what is over can be taken off the centre, one by one or all at once; what runs cannot', () => {
    const onDismiss = vi.fn<(taskId: string) => void>()
    show({ tasks: [done('a'), task('b'), task('c', { status: 'failed' })], open: true, onDismiss })
    const center = within(screen.getByRole('dialog'))
    expect(center.queryByRole('button', { name: 'Remove: b' })).toBeNull()
    center.getByRole('button', { name: 'Remove: a' }).click()
    center.getByRole('button', { name: 'Clear done' }).click()
    expect(onDismiss.mock.calls).toEqual([['a'], ['a'], ['c']])
  })

  test('what is taken off the centre hands the focus on as a toast does', () => {
    const { set } = show({ tasks: ['a', 'b', 'c'].map(done), open: true, onDismiss: vi.fn() })
    act(() => screen.getByRole('button', { name: 'Remove: b' }).focus())
    set({ tasks: ['a', 'c'].map(done) })
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove: c' }))
    set({ tasks: [] })
    expect(document.activeElement).toBe(screen.getByRole('dialog'))
  })
})

describe('seen by everybody', () => {
  test('in forced colours toasts have a border', async () => {
    await emulate('forced-colors', 'active')
    show(taskFixtures.failed)
    expect(getComputedStyle(slot('item') ?? document.body).borderTopStyle).toBe('solid')
  })
})
