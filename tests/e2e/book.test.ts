import type { FrameLocator, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBook, type OpenBook } from './openBook.ts'

type Entry = { id: string; type: 'story' | 'docs'; title: string }

const deadline = { timeout: 30_000, interval: 50 }
const bell = 'widgets-notificationbell'

let book: OpenBook
let page: Page

beforeAll(async () => {
  book = await openBook(deadline.timeout)
  page = book.page
})

afterAll(() => book?.browser.close())

test('with all themes a story has a frame for each, in the language of the address, and its play passes (E)', async () => {
  await book.goTo('widgets-aitasktoasts--under-dialog', 'theme:all;direction:rtl')
  await page.getByRole('tab', { name: /Interactions/ }).click()
  await page.getByText('Pass', { exact: true }).waitFor()
  // What is fixed or has a portal stays in its frame: one region of toasts each.
  await expect
    .poll(() => count((frame) => frame.locator('html[dir=rtl] .TtAITaskToasts-root')), deadline)
    .toEqual(oneEach)
  const papers = frames().map((frame) =>
    frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor),
  )
  const [white, dark, cream] = ['rgb(255, 255, 255)', 'rgb(18, 18, 18)', 'rgb(251, 247, 240)']
  expect(await Promise.all(papers)).toEqual([white, dark, white, cream])
})

test('what is not played shows in all themes as well: a popover in each frame', async () => {
  await book.goTo(`${bell}--open`, 'theme:all')
  await expect
    .poll(() => count((frame) => frame.getByRole('dialog', { name: 'Notifications' })), deadline)
    .toEqual(oneEach)
})

test('a control changes the story in all themes', async () => {
  await book.goTo(`${bell}--playground`, 'theme:all')
  await page.getByRole('tab', { name: /Controls/ }).click()
  await page.locator('#control-unreadCount').fill('7')
  await expect
    .poll(() => count((frame) => frame.getByRole('button', { name: 'Notifications, 7 unread' })), deadline)
    .toEqual(oneEach)
})

test('the story stays as it is while the other themes come and go', async () => {
  await book.goTo(`${bell}--playground`, 'theme:light')
  const [first] = frames()
  const html = first?.locator('html')
  await first?.getByRole('button').waitFor()
  await html?.evaluate((element) => element.setAttribute('data-marked', ''))
  await choose('All')
  await page.getByTitle('Brand', { exact: true }).waitFor()
  await choose('Dark')
  await expect.poll(() => page.locator('iframe').count(), deadline).toBe(1)
  expect(await html?.getAttribute('data-marked')).toBe('')
})

test('a state of the line that the address names is that of all themes, and the panel shows the first', async () => {
  await book.goTo('widgets-connectionchip-wire--by-hand', 'theme:all;wire.link:dropped')
  await page.getByRole('tab', { name: 'Wire' }).click()
  await expect
    .poll(() => count((frame) => frame.getByRole('button', { name: 'Reconnecting' })), deadline)
    .toEqual(oneEach)
  await page.getByRole('radio', { name: /^Up/ }).click()
  await expect.poll(() => count((frame) => frame.getByRole('button', { name: 'Connected' })), deadline).toEqual(oneEach)
  await expect.poll(() => page.getByRole('group', { name: 'The line', exact: true }).innerText()).toMatch(/^Connected/)
})

test('code on a page is as dark as the page', async () => {
  const papers = ['light', 'dark'].map(async (theme) => {
    const tab = await book.browser.newPage()
    await tab.goto(`${book.url}iframe.html?viewMode=docs&id=getting-started--docs&globals=theme:${theme}`)
    const code = tab.locator('.docblock-source', { hasText: 'RealtimeProvider' })
    return code.evaluate((element) => getComputedStyle(element).backgroundColor)
  })
  expect(await Promise.all(papers)).toEqual(['rgb(255, 255, 255)', expect.stringMatching(/^rgba?\((\d|[1-4]\d),/)])
})

test('no page of the book is wider than a phone', async () => {
  const tab = await book.browser.newPage({ viewport: { width: 320, height: 700 } })
  // Storybook's own format.
  const { entries } = (await (await fetch(`${book.url}index.json`)).json()) as { entries: Record<string, Entry> }
  const pages = Object.values(entries).filter(({ type, title }) => type === 'docs' && !title.startsWith('Widgets/'))
  expect(pages.length).toBeGreaterThan(11)
  const wide: string[] = []
  for (const { id } of pages) {
    // One page after the other, each with a server of its own.
    // oxlint-disable no-await-in-loop
    await tab.goto(`${book.url}iframe.html?viewMode=docs&id=${id}`)
    await tab.getByRole('heading', { level: 1 }).waitFor()
    await tab.waitForLoadState('networkidle')
    const width = await tab.evaluate(() => document.documentElement.scrollWidth)
    // oxlint-enable no-await-in-loop
    if (width > 320) wide.push(`${id}: ${width} px`)
  }
  expect(wide).toEqual([])
}, 120_000)

test('nothing is thrown in the pages', () => {
  expect(book.crashes).toEqual([])
})

/** The story in light, which Storybook shows itself, and beside it in dark, high contrast and brand. */
const frames = (): FrameLocator[] =>
  ['#storybook-preview-iframe', '[title=Dark]', '[title="High contrast"]', '[title=Brand]'].map((frame) =>
    page.frameLocator(`iframe${frame}`),
  )

/** How many each of the frames has of what is looked for. */
const count = (find: (frame: FrameLocator) => Locator): Promise<number[]> =>
  Promise.all(frames().map((frame) => find(frame).count()))

const oneEach = [1, 1, 1, 1]

async function choose(theme: string): Promise<void> {
  await page.getByRole('button', { name: /^Theme of the widgets/ }).click()
  await page.getByRole('option', { name: theme }).click()
}
