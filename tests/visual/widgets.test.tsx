import ScopedCssBaseline from '@mui/material/ScopedCssBaseline'
import { ThemeProvider } from '@mui/material/styles'
import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { commands, page, server } from 'vitest/browser'
import { themeOf } from '../../.storybook/themes.ts'
import { StateMatrix } from '../../packages/mui/test/support/StateMatrix.tsx'
import { type Machine, readMachine } from './machine.ts'
import { differences, fromPng, type Thumbnail, toPng, toThumbnail } from './thumbnail.ts'

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** Writes a line for who runs the tests; what a test logs is shown only when it fails. */
    tell: (line: string) => Promise<void>
  }
}

type Look = 'light' | 'dark'
type Direction = 'ltr' | 'rtl'
type States = Readonly<Record<string, ReactNode>>
type MatrixStories = { default: { title: string; args: { states: States; columnWidth?: 300 | 640 } } }

const update = 'pnpm vitest run --project visual -u'
const isRecording = server.config.snapshotOptions.updateSnapshot === 'all'
const folder = 'tests/visual/recorded'

// The files say what they export by `satisfies Meta`; a glob does not know it.
const files = Object.values(
  import.meta.glob('../../packages/mui/src/*/*.matrix.stories.tsx', { eager: true }),
) as readonly MatrixStories[]
const widgets = files.map(({ default: { title, args } }) => ({ widget: title.split('/')[0] ?? title, ...args }))
const looks: readonly [Look, Direction][] = [
  ['light', 'ltr'],
  ['light', 'rtl'],
  ['dark', 'ltr'],
  ['dark', 'rtl'],
]

const here = await readMachine()
// This file alone writes it.
const recorded = JSON.parse(await commands.readFile(`${folder}/machine.json`).catch(() => '{}')) as Partial<Machine>
const isSameMachine = here.browser === recorded.browser && here.fonts === recorded.fonts
const why = `pictures are of Chromium ${recorded.browser}, fonts ${recorded.fonts}; here are ${here.browser}, ${here.fonts}`

if (isRecording) await commands.writeFile(`${folder}/machine.json`, `${JSON.stringify(here, null, 2)}\n`)
else if (!isSameMachine)
  await commands.tell(`[visual] ${widgets.length * looks.length} pictures are not compared: ${why}`)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15, 14, 2, 7) })
  await page.viewport(720, 2400)
  const still = document.createElement('style')
  still.textContent = '*, *::before, *::after { animation: none !important; transition: none !important }'
  document.head.append(still)
  return () => still.remove()
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  document.documentElement.dir = 'ltr'
})

describe.skipIf(!isSameMachine && !isRecording)(
  `each widget looks as it was recorded${isSameMachine || isRecording ? '' : `: ${why}`}`,
  () => {
    describe.each(looks)('%s, %s', (look, direction) => {
      test.each(widgets)('$widget', async ({ widget, states, columnWidth }) => {
        const name = `${widget}-${look}-${direction}`
        const shot = await shoot(show(states, look, direction, columnWidth))
        const now = await toThumbnail(shot)
        const path = `${folder}/${name}.png`
        if (isRecording) await commands.writeFile(path, await toBase64(await toPng(now)), 'base64')
        const before = await read(path)
        if (before === null) throw new Error(`there is no picture of ${name}: \`${update}\` records it`)
        const changed = statesAt(differences(now, before))
        const failed = `tests/visual/failed/${name}.png`
        if (changed.length > 0) await commands.writeFile(failed, await toBase64(shot), 'base64')
        expect(changed, `states that look different: see ${failed}; where that is wanted, \`${update}\``).toEqual([])
      })
    })
  },
)

describe('what a picture shows', () => {
  const states = { still: <Sample />, changed: <Sample /> }
  const seen = async (change: (element: HTMLElement) => void) => {
    const root = show(states, 'light', 'ltr', 300)
    const before = await fromPng(await toPng(await toThumbnail(await shoot(root))))
    const element = root.querySelector<HTMLElement>('[data-state=changed] [data-part]')
    if (element) change(element)
    return statesAt(differences(await toThumbnail(await shoot(root)), before))
  }

  test('two pictures of the same are the same', async () => {
    expect(await seen(() => undefined)).toEqual([])
  })
  test('a mark of another colour is seen, and where', async () => {
    expect(await seen((mark) => (mark.style.backgroundColor = '#ed6c02'))).toEqual(['changed'])
  })
  test('a mark that moved by 2 px is seen', async () => {
    expect(await seen((mark) => (mark.style.transform = 'translateX(2px)'))).toEqual(['changed'])
  })
  test('words that moved by 2 px are seen', async () => {
    expect(
      await seen((mark) => {
        if (mark.parentElement) mark.parentElement.style.paddingInlineStart = '2px'
      }),
    ).toEqual(['changed'])
  })
  test('a word that was changed by a letter is seen', async () => {
    expect(await seen((mark) => mark.nextSibling && (mark.nextSibling.textContent = ' Reconnected'))).toEqual([
      'changed',
    ])
  })
})

function Sample(): ReactNode {
  return (
    <div>
      <span data-part style={{ display: 'inline-block', width: 10, height: 10, backgroundColor: '#2e7d32' }} />{' '}
      Reconnecting
    </div>
  )
}

/** Every state of a widget, alone on the page. */
function show(states: States, look: Look, direction: Direction, columnWidth: 300 | 640 = 640): HTMLElement {
  document.documentElement.dir = direction
  const theme = themeOf({ look, direction, locale: 'en', isCompact: false, reducesMotion: true })
  const { container } = render(
    <ThemeProvider theme={theme}>
      <ScopedCssBaseline dir={direction} sx={{ width: 'fit-content', p: 2 }}>
        <StateMatrix states={states} columnWidth={columnWidth} />
      </ScopedCssBaseline>
    </ThemeProvider>,
  )
  const root = container.firstElementChild
  if (!(root instanceof HTMLElement)) throw new Error('nothing is shown')
  return root
}

async function shoot(element: HTMLElement): Promise<Blob> {
  const base64 = await page.screenshot({ element, save: false })
  return fromBase64(base64)
}

/** The names of the cells in which these places are. */
function statesAt(places: readonly { x: number; y: number }[]): string[] {
  const root = document.querySelector('[data-state]')?.closest('.MuiScopedCssBaseline-root')?.getBoundingClientRect()
  const cells = [...document.querySelectorAll<HTMLElement>('[data-state]')]
  const names = places.map(({ x, y }) => {
    const cell = cells.find((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect()
      const pageX = x + (root?.left ?? 0)
      const pageY = y + (root?.top ?? 0)
      return pageX >= left && pageX <= right && pageY >= top && pageY <= bottom
    })
    return cell?.dataset['state'] ?? 'what is between the states'
  })
  return [...new Set(names)]
}

const read = (path: string): Promise<Thumbnail | null> =>
  commands.readFile(path, 'base64').then(
    (base64) => fromPng(fromBase64(base64)),
    () => null,
  )

const fromBase64 = (base64: string): Blob =>
  new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' })

const toBase64 = async (blob: Blob): Promise<string> =>
  btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''))
