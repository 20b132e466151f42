import Box from '@mui/material/Box'
import { type Components, createTheme, type Theme, type ThemeOptions, ThemeProvider } from '@mui/material/styles'
import { cleanup, render } from '@testing-library/react'
import axe from 'axe-core'
import { type ComponentType, createElement, createRef, forwardRef, type HTMLAttributes, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { barsIn, colorOfBar, contrastOf, contrastOfBar } from './contrast.ts'
import { themes } from './themes.ts'
import { listen } from './world.tsx'

/** What a widget's view says of itself, so that the suite can try it. */
export type WidgetConformance<TProps extends object> = {
  /** Its name in a theme. */
  name: keyof Components & `Tt${string}`
  View: ComponentType<TProps>
  /** The looks that it can have; the first shows all of `slots`. */
  looks: readonly [TProps, ...TProps[]]
  /** Its class names. */
  classes: Readonly<Record<string, string>>
  /** The parts that the first look shows, apart from `root`. */
  slots: readonly string[]
  /** Two words that the first look shows, in `localeText`. */
  words: (first: string, second: string) => Record<string, unknown>
}

/** What MUI's own components take, and no view need name in its type. */
type Anything = Record<string, unknown>

/** Stands in a slot: only what belongs on an element gets there. */
const Stand = forwardRef<HTMLElement, HTMLAttributes<HTMLElement>>(function Stand({ className, style, children }, ref) {
  return createElement('b', { className, style, ref, 'data-stand': '' }, children)
})

async function emulate(name: 'forced-colors' | 'prefers-reduced-motion', value: string): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name, value }] })
  onTestFinished(async () => void (await cdp().send('Emulation.setEmulatedMedia', { features: [] })))
}

/** What every view promises, whatever it shows: the manners of MUI's components, and to be usable by everybody. */
export function describeWidget<TProps extends object>({
  name,
  View,
  looks,
  classes,
  slots,
  words,
}: WidgetConformance<TProps>): void {
  const [first] = looks
  const parts = ['root', ...slots]

  const tree = (props: TProps, theme: Theme) => (
    <StrictMode>
      <ThemeProvider theme={theme}>
        <Box sx={{ color: 'text.primary', backgroundColor: 'background.paper', padding: '8px' }}>
          <View {...props} />
        </Box>
      </ThemeProvider>
    </StrictMode>
  )

  /** A view in a theme, and its root. */
  function show(props: TProps, options: ThemeOptions = {}, ...more: Anything[]): HTMLElement {
    render(tree(Object.assign({}, props, ...more) as TProps, createTheme(options)))
    return part('root')
  }

  function part(slot: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`.${classes[slot]}`)
    if (found === null) throw new Error(`the first look does not show the part "${slot}"`)
    return found
  }

  describe(`${name} keeps what every widget promises:`, () => {
    beforeEach(() => void vi.spyOn(console, 'error'))
    afterEach(() => {
      cleanup()
      const { calls } = vi.mocked(console.error).mock
      vi.restoreAllMocks()
      expect(calls, 'complaints of React').toEqual([])
    })

    test('its root has the ref, class name, style and other props that are given', () => {
      const ref = createRef<HTMLElement>()
      const other = { ref, className: 'mine', style: { marginTop: 3 }, title: 'Mine', 'data-testid': 'mine' }
      const root = show(first, {}, other)
      expect(ref.current).toBe(root)
      expect([...root.classList]).toEqual(expect.arrayContaining(['mine', classes['root']]))
      expect([root.style.marginTop, root.title, root.dataset['testid']]).toEqual(['3px', 'Mine', 'mine'])
    })

    test('sx and classes reach the page', () => {
      const given = Object.fromEntries(parts.map((slot) => [slot, `mine-${slot}`]))
      const root = show(first, {}, { sx: { marginTop: '7px' }, classes: given })
      expect(getComputedStyle(root).marginTop).toBe('7px')
      for (const slot of parts) expect.soft(part(slot).classList, slot).toContain(`mine-${slot}`)
    })

    test.each(parts)('the slot %s can be another element, which keeps its class', (slot) => {
      show(first, {}, { slots: { [slot]: Stand } })
      expect(part(slot).dataset).toHaveProperty('stand')
    })

    test.each(parts)('slotProps of %s are taken as an object, and as a function of the owner state', (slot) => {
      const object = { className: 'mine', style: { marginTop: 5 }, 'data-mine': 'yes' }
      show(first, {}, { slotProps: { [slot]: object } })
      expect(part(slot).dataset['mine']).toBe('yes')
      expect([part(slot).style.marginTop, part(slot).classList.contains('mine')]).toEqual(['5px', true])
      cleanup()
      const fromState = vi.fn((state: object) => ({ 'data-keys': Object.keys(state).length }))
      show(first, {}, { slotProps: { [slot]: fromState } })
      expect(Number(part(slot).dataset['keys'])).toBeGreaterThan(0)
    })

    test(`a theme gives it default props, style overrides and variants as ${name}`, () => {
      const styleOverrides = Object.fromEntries(parts.map((slot) => [slot, { outlineOffset: 7 }]))
      const variants = [{ props: {}, style: { marginBottom: 11 } }]
      const defaultProps = { title: 'of the theme', localeText: words('Eins', 'Zwei') }
      const root = show(first, { components: { [name]: { defaultProps, styleOverrides, variants } } })
      expect([root.title, getComputedStyle(root).marginBottom]).toEqual(['of the theme', '11px'])
      expect(root.outerHTML).toContain('Eins')
      for (const slot of parts) expect.soft(getComputedStyle(part(slot)).outlineOffset, slot).toBe('7px')
    })

    test('its own words stand over those of the theme one by one', () => {
      const [[key, word] = ['', '']] = Object.entries(words('Drei', ''))
      const components = { [name]: { defaultProps: { localeText: words('Eins', 'Zwei') } } }
      const { outerHTML } = show(first, { components }, { localeText: { [key]: word } })
      expect(outerHTML).toContain('Drei')
      expect(outerHTML).toContain('Zwei')
      expect(outerHTML).not.toContain('Eins')
    })

    test('from right to left every part is where a mirror would show it', () => {
      const fromStart = (isMirrored: boolean) =>
        parts.map((slot) => {
          const [root, own] = [part('root'), part(slot)].map((element) => element.getBoundingClientRect())
          if (!root || !own) return slot
          return `${slot} ${Math.round(isMirrored ? root.right - own.right : own.left - root.left)}`
        })
      const still: ThemeOptions = { motion: { reducedMotion: 'always' } }
      show(first, still)
      const ahead = fromStart(false)
      cleanup()
      document.documentElement.dir = 'rtl'
      onTestFinished(() => document.documentElement.removeAttribute('dir'))
      show(first, { ...still, direction: 'rtl' })
      expect(fromStart(true)).toEqual(ahead)
    })

    test.each(themes)(
      'in a theme of %s words have 4.5:1, marks and bars 3:1, and axe objects to nothing',
      async (_, theme) => {
        for (const look of looks) {
          const root = show(look, theme)
          // All rules once: of those only the contrast depends on the theme.
          const runOnly = theme === themes[0]?.[1] ? {} : { runOnly: ['color-contrast'] }
          // While a modal is open, it is all that is there.
          const whole = document.querySelector('.MuiModal-root') ?? document.body
          const { violations, incomplete } = await axe.run(whole, { ...runOnly, rules: notOfPages })
          const unsure = incomplete.filter(({ id }) => id.startsWith('aria'))
          expect
            .soft([...violations, ...unsure].map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))
            .toEqual([])
          for (const mark of root.querySelectorAll('svg')) expect.soft(contrastOf(mark)).toBeGreaterThanOrEqual(3)
          for (const bar of barsIn(root)) expect.soft(contrastOfBar(bar)).toBeGreaterThanOrEqual(3)
          cleanup()
        }
      },
    )

    test('in forced colours marks and bars have the colour of text', async () => {
      await emulate('forced-colors', 'active')
      for (const look of looks) {
        const root = show(look)
        const { color } = getComputedStyle(root)
        for (const mark of root.querySelectorAll('svg')) expect.soft(getComputedStyle(mark).color).toBe(color)
        for (const bar of barsIn(root)) expect.soft(colorOfBar(bar)).toBe(color)
        cleanup()
      }
    })

    test('nothing of it moves for those who want less motion, by the system or by the theme', async () => {
      // The colours of MUI's buttons fade, which is theirs to say; nothing else of them moves.
      const moves = (element: Element) =>
        element.getAnimations().length > 0 ||
        (!element.matches('[class*="Mui"]') && getComputedStyle(element).transitionDuration !== '0s')
      const moving = () => [...document.querySelectorAll('[class*="Tt"]')].filter(moves)
      for (const look of looks) {
        show(look, { motion: { reducedMotion: 'always' } })
        expect.soft(moving()).toEqual([])
        cleanup()
      }
      await emulate('prefers-reduced-motion', 'reduce')
      for (const look of looks) {
        show(look)
        expect.soft(moving()).toEqual([])
        cleanup()
      }
    })

    // A screen of 1280 × 1024 that is zoomed to 400 % is such a page.
    test('on a page of 320 by 256 pixels nothing sticks out, also with long words', async () => {
      const { clientWidth, clientHeight } = document.documentElement
      await page.viewport(320, 256)
      onTestFinished(() => page.viewport(clientWidth, clientHeight))
      for (const look of looks) {
        const root = show(
          look,
          { motion: { reducedMotion: 'always' } },
          { localeText: words('Wort '.repeat(30), 'Zwei') },
        )
        for (const element of document.body.querySelectorAll('*:not(svg *)')) {
          const { left, right } = element.getBoundingClientRect()
          expect.soft(left, element.className).toBeGreaterThanOrEqual(-1)
          expect.soft(right, element.className).toBeLessThanOrEqual(321)
        }
        // What no page scrolls must be seen whole, and scroll itself.
        const { top, bottom } = root.getBoundingClientRect()
        const isScrolled = getComputedStyle(root).position !== 'fixed'
        expect.soft(isScrolled || (top >= 0 && bottom <= 256), 'is seen').toBe(true)
        cleanup()
      }
    })

    test('what can be pressed has 24 pixels, and a name', () => {
      for (const look of looks) {
        const root = show(look)
        const own = root.matches('button, a') ? [root] : []
        for (const target of [...own, ...root.querySelectorAll<HTMLElement>('button, a[href], [tabindex="0"]')]) {
          const { width, height } = target.getBoundingClientRect()
          expect.soft(Math.min(width, height), target.outerHTML).toBeGreaterThanOrEqual(24)
        }
        cleanup()
      }
    })

    test('it says nothing by itself, however often it changes, and has no live region of its own', async () => {
      const heard = listen()
      const theme = createTheme()
      const { rerender } = render(tree(first, theme))
      for (let change = 1; change <= 100; change++) rerender(tree(looks[change % looks.length] ?? first, theme))
      const live = '[aria-live], [role=status], [role=alert], [role=log]'
      expect(document.querySelectorAll(`:not([data-telltale-announcer]) > ${live}`)).toHaveLength(0)
      await Promise.resolve()
      expect(heard).toEqual([])
    })

    test('it renders on a server, and the page takes that over as it is', () => {
      const theme = createTheme()
      for (const look of looks) {
        const container = document.body.appendChild(document.createElement('div'))
        container.innerHTML = renderToString(tree(look, theme))
        const before = container.textContent
        const onRecoverableError = vi.fn()
        render(tree(look, theme), { container, hydrate: true, onRecoverableError })
        expect.soft(container.textContent).toBe(before)
        // React mends what does not match, and tells it here.
        expect.soft(onRecoverableError).not.toHaveBeenCalled()
        cleanup()
        container.remove()
      }
    })
  })
}

/** Rules about a page, not about a widget. */
const notOfPages = Object.fromEntries(
  ['region', 'landmark-one-main', 'page-has-heading-one', 'document-title', 'html-has-lang'].map((rule) => [
    rule,
    { enabled: false },
  ]),
)
