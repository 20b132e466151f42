import { createTheme, type ThemeOptions, ThemeProvider } from '@mui/material/styles'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { type ComponentProps, createRef, StrictMode } from 'react'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { pass } from '../../test/support/world.tsx'
import { contrastIn } from '../../test/support/contrast.ts'
import { chipFixtures } from './chipFixtures.ts'
import { chipLook, chipLookNames } from './chipLook.ts'
import { connectionChipClasses } from './connectionChipClasses.ts'
import { ConnectionChipView, type ConnectionChipViewProps } from './ConnectionChipView.tsx'

afterEach(cleanup)

const { connected, reconnecting, waitingForNetwork } = chipFixtures

function show(props: ConnectionChipViewProps, theme: ThemeOptions = {}): HTMLElement {
  const { container } = render(
    <StrictMode>
      <ThemeProvider theme={createTheme(theme)}>
        <ConnectionChipView {...props} />
      </ThemeProvider>
    </StrictMode>,
  )
  return container.firstElementChild as HTMLElement
}

const slot = (name: keyof typeof connectionChipClasses) =>
  document.querySelector<HTMLElement>(`.${connectionChipClasses[name]}`)

async function emulate(name: 'forced-colors' | 'prefers-reduced-motion', value: string): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name, value }] })
  onTestFinished(async () => void (await cdp().send('Emulation.setEmulatedMedia', { features: [] })))
}

describe('as any MUI component', () => {
  test('forwards ref, className, style and other props to its root', () => {
    const ref = createRef<HTMLElement>()
    const other = { 'data-testid': 'mine', title: 'Line', className: 'mine', style: { marginTop: 3 } }
    const root = show({ ...connected, ...other, ref } as ComponentProps<typeof ConnectionChipView>)
    expect(ref.current).toBe(root)
    expect(root).toMatchObject({ title: 'Line', style: expect.objectContaining({ marginTop: '3px' }) })
    expect([...root.classList]).toEqual(
      expect.arrayContaining(['mine', 'TtConnectionChip-root', 'TtConnectionChip-chip']),
    )
    expect(root.dataset['testid']).toBe('mine')
  })

  test('takes sx and classes', () => {
    const root = show({ ...connected, sx: { marginTop: '7px' }, classes: { label: 'mine' } })
    expect(getComputedStyle(root).marginTop).toBe('7px')
    expect(slot('label')?.classList).toContain('mine')
  })

  test('takes slots, which keep class and styles, and slotProps as objects and as functions', () => {
    const root = show({
      ...reconnecting,
      slots: { label: 'strong' },
      slotProps: {
        label: { id: 'words', className: 'mine' },
        countdown: ({ look }: { look: string }) => ({ title: look }),
        root: { style: { marginTop: 5 } },
      },
    })
    expect(root.querySelector('strong#words.mine.TtConnectionChip-label')?.textContent).toBe('Reconnecting')
    expect(slot('countdown')?.title).toBe('reconnecting')
    expect(root.style.marginTop).toBe('5px')
  })

  test('reads default props, style overrides and variants of the theme by its name', () => {
    const root = show(reconnecting, {
      components: {
        TtConnectionChip: {
          defaultProps: { size: 'small', localeText: { reconnecting: 'Moment', retryIn: () => 'bald' } },
          styleOverrides: { root: { marginTop: 9 }, label: { fontWeight: 700 } },
          variants: [{ props: { variant: 'chip' }, style: { marginBottom: 11 } }],
        },
      },
    })
    const { height, marginTop, marginBottom } = getComputedStyle(root)
    expect({ height, marginTop, marginBottom }).toEqual({ height: '24px', marginTop: '9px', marginBottom: '11px' })
    expect(root.textContent).toBe('Momentbald')
    expect(getComputedStyle(slot('label') ?? root).fontWeight).toBe('700')
  })

  test('puts its own words over the theme’s one by one', () => {
    const root = show(
      { ...reconnecting, localeText: { retryIn: () => 'gleich' } },
      {
        components: {
          TtConnectionChip: { defaultProps: { localeText: { reconnecting: 'Moment', retryIn: () => 'bald' } } },
        },
      },
    )
    expect(root.textContent).toBe('Momentgleich')
  })

  test('works with a theme of CSS variables', () => {
    const root = show(reconnecting, { cssVariables: true } as ThemeOptions)
    expect(contrastIn(root, root)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('by keyboard and press', () => {
  test.each(['{Enter}', ' '])('%o opens the details and Escape closes them and gives the focus back', async (key) => {
    const root = show(reconnecting)
    root.focus()
    await userEvent.keyboard(key)
    const dialog = await screen.findByRole('dialog', { name: 'Connection' })
    expect(dialog.contains(document.activeElement)).toBe(true)
    expect(root.ariaExpanded).toBe('true')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(document.activeElement).toBe(root)
    expect(root.ariaExpanded).toBe('false')
  })

  test('Retry now is there only where it can do something and somebody listens', async () => {
    const onRetry = vi.fn<() => void>()
    show({ ...reconnecting, onRetry }).click()
    ;(await screen.findByRole('button', { name: 'Retry now' })).click()
    expect(onRetry).toHaveBeenCalledOnce()
    cleanup()
    show({ ...connected, onRetry }).click()
    await screen.findByRole('dialog')
    expect(screen.queryByRole('button', { name: 'Retry now' })).toBeNull()
    cleanup()
    show(reconnecting).click()
    await screen.findByRole('dialog')
    expect(screen.queryByRole('button', { name: 'Retry now' })).toBeNull()
  })

  test('an onClick that prevents the default keeps the details closed', () => {
    show({ ...connected, onClick: (event) => event.preventDefault() }).click()
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('a chip that shows itself only in trouble takes no focus with it', async () => {
    const ui = (status: typeof connected) => (
      <>
        <button>Before</button>
        <ConnectionChipView {...status} hideWhenConnected />
      </>
    )
    const { rerender } = render(ui(reconnecting))
    act(() => screen.getByText('Before').focus())
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement?.textContent).toContain('Reconnecting')
    rerender(ui(connected))
    expect(document.activeElement).toBe(screen.getByText('Before'))
  })

  test('shows details of the app’s own, or none', async () => {
    show({ ...connected, details: <p>All is well</p> }).click()
    expect((await screen.findByRole('dialog')).textContent).toBe('All is well')
    cleanup()
    const root = show({ ...connected, details: false })
    expect([root.tagName, root.role]).toEqual(['SPAN', null])
  })
})

describe('what it shows', () => {
  test('the time passes by itself, once a second and only while it matters', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: reconnecting.now })
    onTestFinished(() => void vi.useRealTimers())
    const { now: _, ...ticking } = reconnecting
    const root = show(ticking)
    expect(root.textContent).toBe('Reconnectingin 4 s')
    await pass(500)
    expect(root.textContent).toBe('Reconnectingin 3 s')
    await pass(1_000)
    expect(root.textContent).toBe('Reconnectingin 2 s')
    cleanup()
    show({ status: connected.status })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('writes that wait are counted beside the words while the line is down', () => {
    show(waitingForNetwork)
    expect(screen.getByRole('img', { name: '2 changes waiting to be sent' }).textContent).toBe('2')
  })

  test('latency is shown on request', () => {
    expect(show({ ...connected, showLatency: true }).textContent).toBe('Connected42 ms')
  })

  test('a dot keeps its words for those who hear them', () => {
    const root = show({ ...reconnecting, variant: 'dot' })
    expect(screen.getByRole('button', { name: 'Reconnecting' })).toBe(root)
    expect(root.getBoundingClientRect().width).toBe(28)
  })

  test.each(['small', 'medium'] as const)('a %s chip is a target of at least 24 pixels', (size) => {
    for (const variant of ['chip', 'dot', 'text'] as const) {
      const { width, height } = show({ ...connected, size, variant }).getBoundingClientRect()
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
    }
  })
})

describe('seen by everybody', () => {
  test.each(['light', 'dark'] as const)('words have 4.5:1 and marks 3:1 on %s paper, in every look', (mode) => {
    for (const name of chipLookNames) {
      const root = show(chipFixtures[name], { palette: { mode } })
      const mark = root.querySelector('svg')
      expect.soft(contrastIn(root, root), `words of ${name}`).toBeGreaterThanOrEqual(4.5)
      expect.soft(mark && contrastIn(root, mark), `mark of ${name}`).toBeGreaterThanOrEqual(3)
      for (const words of root.querySelectorAll('span:not(:has(svg))')) {
        expect.soft(contrastIn(root, words), `${words.textContent} of ${name}`).toBeGreaterThanOrEqual(4.5)
      }
      cleanup()
    }
  })

  test('each fixture has the look that it is named after', () => {
    for (const name of chipLookNames) {
      const { status, now, history } = chipFixtures[name]
      expect(chipLook(status, now, history).look).toBe(name)
    }
  })

  test('in forced colours the mark has the colour of text, and the pill a border', async () => {
    await emulate('forced-colors', 'active')
    const root = show(reconnecting)
    const { borderTopColor, borderTopStyle, backgroundImage } = getComputedStyle(root)
    const mark = root.querySelector('svg')
    expect([borderTopStyle, backgroundImage]).toEqual(['solid', 'none'])
    expect(mark && getComputedStyle(mark).color).toBe(borderTopColor)
  })

  test('the mark stands still for those who want less motion, by the system or by the theme', async () => {
    const turning = () => document.getAnimations().length
    show(reconnecting)
    expect(turning()).toBe(1)
    cleanup()
    show(reconnecting, { motion: { reducedMotion: 'always' } })
    expect(turning()).toBe(0)
    cleanup()
    await emulate('prefers-reduced-motion', 'reduce')
    show(reconnecting)
    expect(turning()).toBe(0)
  })

  test('from right to left the mark stands on the right of the words', () => {
    document.documentElement.dir = 'rtl'
    onTestFinished(() => document.documentElement.removeAttribute('dir'))
    const root = show(reconnecting, { direction: 'rtl' })
    const mark = root.querySelector('svg')?.getBoundingClientRect()
    expect(mark?.left).toBeGreaterThan(slot('label')?.getBoundingClientRect().left ?? Infinity)
  })
})
