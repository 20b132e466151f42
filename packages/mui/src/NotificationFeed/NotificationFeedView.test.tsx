import { createTheme, type ThemeOptions, ThemeProvider } from '@mui/material/styles'
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { Profiler, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { englishNotificationFeedText } from './notificationFeedLocaleText.ts'
import { notificationFeedClasses } from './notificationFeedClasses.ts'
import { NotificationFeedView, type NotificationFeedViewProps } from './NotificationFeedView.tsx'
import { fewNotifications, manyNotifications, notificationFixture, notificationNow } from './notificationFixtures.ts'

afterEach(cleanup)

const height = { style: { height: 400 } }

function show(props: NotificationFeedViewProps, theme: ThemeOptions = {}) {
  let shown = props
  const ui = () => (
    <StrictMode>
      <ThemeProvider theme={createTheme({ palette: { background: { paper: '#fff' } }, ...theme })}>
        <button>Before</button>
        <NotificationFeedView now={notificationNow} {...height} {...shown} />
      </ThemeProvider>
    </StrictMode>
  )
  const { rerender } = render(ui())
  return (changes: Partial<NotificationFeedViewProps>) => {
    shown = { ...shown, ...changes }
    rerender(ui())
  }
}

const articles = () => screen.getAllByRole('article')
const slot = (name: keyof typeof notificationFeedClasses) =>
  document.querySelector<HTMLElement>(`.${notificationFeedClasses[name]}`)
const frame = () => act(async () => void (await new Promise((resolve) => requestAnimationFrame(resolve))))

async function scrollTo(top: number): Promise<void> {
  const feed = screen.getByRole('feed')
  feed.scrollTop = top
  fireEvent.scroll(feed)
  await frame()
  await frame()
}

describe('R8 notifications', () => {
  test('have a colour and a shape by type, say in their name whether they are unread, and when they came', () => {
    show({ notifications: fewNotifications })
    const [first, , third] = articles()
    expect(first?.querySelectorAll('[role=img]')).toHaveLength(2)
    expect(within(third ?? document.body).queryByRole('img', { name: 'Unread' })).toBeNull()
    expect(screen.getAllByText(/ago|yesterday|Jan/).map(({ textContent }) => textContent)).toEqual([
      '4 min. ago',
      '42 min. ago',
      '3 hr. ago',
      'yesterday',
      'Jan 1, 2026',
    ])
    expect(first?.querySelector('time')?.dateTime).toBe(fewNotifications[0]?.createdAt)
  })

  test('say nothing of a time that is none', () => {
    const notifications = ['', 'yesterday', '1700000000000', '+275760-09-14T00:00:00Z'].map((createdAt) =>
      notificationFixture({ id: createdAt, createdAt }),
    )
    show({ notifications: [...notifications, notificationFixture()], groupBy: 'day' })
    expect(articles().map((one) => one.querySelector('time')?.textContent)).toEqual(['', '', '', '', '4 min. ago'])
    const days = [...document.querySelectorAll(`.${notificationFeedClasses.itemDay}`)]
    expect(days.map(({ textContent }) => textContent)).toEqual(['today'])
  })

  test('are taken over from a server, which has another time, and are told theirs then', () => {
    const container = document.body.appendChild(document.createElement('div'))
    onTestFinished(() => container.remove())
    const times = () => [...container.querySelectorAll('time')].map(({ textContent }) => textContent)
    const feed = <NotificationFeedView notifications={fewNotifications} groupBy="day" />
    vi.useFakeTimers({ toFake: ['Date'], now: notificationNow - 90_000 })
    onTestFinished(() => void vi.useRealTimers())
    container.innerHTML = renderToString(feed)
    expect(times().join('')).toBe('')
    vi.setSystemTime(notificationNow)
    const onRecoverableError = vi.fn()
    render(feed, { container, hydrate: true, onRecoverableError })
    expect(onRecoverableError.mock.calls).toEqual([])
    expect(times()).toEqual(['4 min. ago', '42 min. ago', '3 hr. ago', 'yesterday', 'Jan 1, 2026'])
  })

  test('R6 one that is opened is read; one can be marked alone, all at once, and all can be cleared', () => {
    const onOpen = vi.fn<NonNullable<NotificationFeedViewProps['onOpen']>>()
    const [onRead, onReadAll, onClear] = [vi.fn(), vi.fn(), vi.fn()]
    show({ notifications: fewNotifications, onOpen, onRead, onReadAll, onClear })
    screen.getByRole('button', { name: 'Grace commented on Escrow 7' }).click()
    screen.getByRole('button', { name: 'Your plan has 2 hours left' }).click()
    screen.getByRole('button', { name: 'Mark as read: The import of listings failed' }).click()
    screen.getByRole('button', { name: 'Mark all as read' }).click()
    screen.getByRole('button', { name: 'Clear all' }).click()
    expect(onOpen.mock.calls.map(([{ id }]) => id)).toEqual(['n1', 'n3'])
    expect(onRead.mock.calls).toEqual([['n1'], ['n4']])
    expect([onReadAll.mock.calls.length, onClear.mock.calls.length]).toEqual([1, 1])
  })

  test('a title is a link where there is somewhere to go, and text where nothing can be done', () => {
    show({ notifications: fewNotifications })
    expect(screen.getAllByRole('link').map(({ textContent }) => textContent)).toEqual(['The report for March is ready'])
    expect(screen.queryAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Before'])
  })

  test('a title is no link where that would run as code', () => {
    show({ notifications: [notificationFixture({ href: 'javascript:alert(1)' })] })
    expect(screen.queryAllByRole('link')).toEqual([])
  })

  test('all as read is offered while any is unread, also such as are not listed', () => {
    const set = show({ notifications: [], unreadCount: 4, onReadAll: vi.fn(), onClear: vi.fn() })
    expect(screen.getByRole('button', { name: 'Mark all as read' })).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Clear all' })).toBeNull()
    set({ unreadCount: 0 })
    expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull()
  })

  test('says that it is loading, empty, stale, or that a change was taken back', () => {
    const set = show({ notifications: [], isLoading: true })
    expect(slot('skeleton')?.textContent).toBe('Loading notifications')
    set({ isLoading: false })
    expect(slot('empty')?.textContent).toBe('Nothing here yet')
    set({ stale: true, notifications: fewNotifications })
    expect(slot('note')?.textContent).toBe('Connection lost. There may be newer ones.')
    set({ stale: false, error: { code: 'timeout' } })
    expect(slot('note')?.textContent).toContain('was taken back')
  })
})

describe('10 000 of them', () => {
  const many = manyNotifications(10_000)

  test('only what is near is in the page, anywhere, and none is missing there', async () => {
    show({ notifications: many })
    const feed = screen.getByRole('feed')
    for (const part of [0, 0.3, 0.7, 1, 0.5]) {
      await scrollTo(part * (feed.scrollHeight - feed.clientHeight))
      await waitFor(() => {
        const places = articles().map((article) => Number(article.getAttribute('aria-posinset')))
        expect(places.length).toBeLessThan(250)
        const seen = articles().filter((article) => {
          const { top, bottom } = article.getBoundingClientRect()
          return bottom > feed.getBoundingClientRect().top && top < feed.getBoundingClientRect().bottom
        })
        const tall = seen.reduce((sum, article) => sum + article.getBoundingClientRect().height, 0)
        expect(tall).toBeGreaterThanOrEqual(feed.clientHeight - 2)
      })
    }
    expect(articles()[0]?.getAttribute('aria-setsize')).toBe('10000')
  })

  test('what leaves keeps its height, so that coming back is no jump', async () => {
    show({ notifications: many, slotProps: { item: { style: { minHeight: 150 } } } })
    const feed = screen.getByRole('feed')
    const chunk = feed.children[1] as HTMLElement
    await scrollTo(3_000)
    await waitFor(() => expect(chunk.children).toHaveLength(20))
    const tall = chunk.getBoundingClientRect().height
    expect(tall).toBeGreaterThanOrEqual(20 * 150)
    await scrollTo(200_000)
    await waitFor(() => expect(chunk.children).toHaveLength(0))
    expect(chunk.getBoundingClientRect().height).toBeCloseTo(tall, 0)
  })

  test('one that changes renders one item, and one more on top renders no other', () => {
    const rendered: string[] = []
    const Time = ({ dateTime, children }: { dateTime?: string; children?: string }) => {
      rendered.push(children ?? '')
      return <time dateTime={dateTime}>{children}</time>
    }
    const slots = { itemTime: Time }
    const onRender = vi.fn()
    const ui = (notifications: typeof many) => (
      <Profiler id="feed" onRender={onRender}>
        <NotificationFeedView
          notifications={notifications}
          now={notificationNow}
          slots={slots}
          onRead={vi.fn()}
          {...height}
        />
      </Profiler>
    )
    // Not in whole chunks, so that the first has room for one more.
    const given = many.slice(5)
    const { rerender } = render(ui(given))
    rendered.length = 0
    rerender(ui(given.map((one, index) => (index === 3 ? { ...one, readAt: one.createdAt } : one))))
    expect(rendered).toHaveLength(1)
  })
})

describe('while one reads further down', () => {
  const many = manyNotifications(100)
  const fresh = (count: number) =>
    Array.from({ length: count }, (_, index) => notificationFixture({ id: `new ${count - index}`, title: 'Fresh' }))

  test('nothing is put on top; a pill says how many, and goes there', async () => {
    const set = show({ notifications: many })
    await scrollTo(600)
    set({ notifications: [...fresh(2), ...many] })
    expect(screen.queryAllByText('Fresh')).toHaveLength(0)
    screen.getByRole('button', { name: '2 new' }).click()
    await waitFor(() => expect(screen.getByRole('feed').scrollTop).toBe(0))
    expect(screen.getAllByText('Fresh')).toHaveLength(2)
    await waitFor(() => expect(document.activeElement).toBe(articles()[0]))
    expect(screen.queryByRole('button', { name: /new$/ })).toBeNull()
  })

  test('whoever scrolls back to the start sees them as well', async () => {
    const set = show({ notifications: many })
    await scrollTo(600)
    set({ notifications: [...fresh(1), ...many] })
    await scrollTo(0)
    expect(screen.getAllByText('Fresh')).toHaveLength(1)
  })

  test('so it does where the one that was on top is gone', async () => {
    const set = show({ notifications: many })
    await scrollTo(600)
    set({ notifications: many.slice(1) })
    await scrollTo(700)
    set({ notifications: [...fresh(2), ...many.slice(1)] })
    expect(screen.queryAllByText('Fresh')).toHaveLength(0)
    expect(screen.getByRole('button', { name: '2 new' })).toBeTruthy()
  })

  test('at the start they come at once', () => {
    const set = show({ notifications: many })
    set({ notifications: [...fresh(1), ...many] })
    expect(screen.getAllByText('Fresh')).toHaveLength(1)
  })

  test('what is cleared meanwhile leaves nothing held back', async () => {
    const set = show({ notifications: many })
    await scrollTo(600)
    set({ notifications: fresh(3) })
    expect(screen.getAllByText('Fresh')).toHaveLength(3)
    expect(screen.queryByRole('button', { name: /new$/ })).toBeNull()
  })
})

describe('by keyboard', () => {
  test('of all items one has the tab stop, with what can be done about it', async () => {
    show({ notifications: fewNotifications, onOpen: vi.fn(), onRead: vi.fn() })
    act(() => screen.getByText('Before').focus())
    const path: (string | null | undefined)[] = []
    for (let i = 0; i < 3; i += 1) {
      await userEvent.tab()
      path.push(document.activeElement?.getAttribute('aria-posinset') ?? document.activeElement?.tagName)
    }
    expect(path).toEqual(['1', 'BUTTON', 'BUTTON'])
    await userEvent.tab()
    expect(screen.getByRole('feed').contains(document.activeElement)).toBe(false)
  })

  test.each([
    ['{PageDown}', '2'],
    ['{ArrowDown}', '2'],
    ['{End}', '100'],
    ['{PageDown}{PageDown}{PageUp}', '2'],
    ['{End}{Home}', '1'],
    ['{PageUp}', '1'],
  ])('%s goes to item %s', async (keys, place) => {
    show({ notifications: manyNotifications(100) })
    act(() => articles()[0]?.focus())
    await userEvent.keyboard(keys)
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-posinset')).toBe(place))
    await waitFor(() => expect(screen.getByRole('feed').querySelectorAll('article[tabindex="0"]')).toHaveLength(1))
  })

  test('a button that goes with what it has done leaves the focus where it was done', () => {
    const set = show({ notifications: fewNotifications, onRead: vi.fn(), onReadAll: vi.fn(), onClear: vi.fn() })
    const focus = (name: string) => act(() => screen.getByRole('button', { name }).focus())
    const read = (id?: string) =>
      fewNotifications.map((one) => (id === undefined || one.id === id ? { ...one, readAt: one.createdAt } : one))
    focus('Mark as read: The import of listings failed')
    set({ notifications: read('n4') })
    expect(document.activeElement).toBe(articles()[3])
    focus('Mark all as read')
    set({ notifications: read() })
    expect(document.activeElement).toBe(slot('title'))
    focus('Clear all')
    set({ notifications: [] })
    expect(document.activeElement).toBe(slot('title'))
  })

  test('a notification that goes gives the focus to the one that takes its place', () => {
    const set = show({ notifications: fewNotifications })
    act(() => articles()[1]?.focus())
    set({ notifications: fewNotifications.toSpliced(1, 1) })
    expect(document.activeElement).toBe(articles()[1])
    expect(articles().map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1, -1])
  })

  test('keys with a modifier are the browser’s', async () => {
    show({ notifications: fewNotifications })
    act(() => articles()[0]?.focus())
    fireEvent.keyDown(articles()[0] ?? document.body, { key: 'End', ctrlKey: true })
    await frame()
    expect(document.activeElement).toBe(articles()[0])
  })
})

test('in forced colours the mark of what nobody has read is seen', async () => {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] })
  onTestFinished(async () => void (await cdp().send('Emulation.setEmulatedMedia', { features: [] })))
  show({ notifications: fewNotifications })
  const { color } = getComputedStyle(slot('itemTitle') ?? document.body)
  expect(getComputedStyle(slot('unreadMark') ?? document.body).backgroundColor).toBe(color)
})

test('in forced colours a feed that is loading is not an empty place', async () => {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] })
  onTestFinished(async () => void (await cdp().send('Emulation.setEmulatedMedia', { features: [] })))
  show({ notifications: [], isLoading: true })
  const bones = [...document.querySelectorAll('.MuiSkeleton-root')]
  expect(bones.map((bone) => getComputedStyle(bone).borderTopStyle)).toEqual(['solid', 'solid', 'solid'])
})

test('time is told in the fewest words', () => {
  const at = (ms: number) => englishNotificationFeedText.time(notificationNow - ms, notificationNow)
  expect([-5_000, 59_000, 60_000, 3_599_000, 3_600_000, 86_400_000].map(at)).toEqual([
    'now',
    'now',
    '1 min. ago',
    '59 min. ago',
    '1 hr. ago',
    'yesterday',
  ])
})
