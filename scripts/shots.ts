// `pnpm shots`: pictures of the book and of the demo, light and dark, into docs/images; and a sheet of all states outside.
// `pnpm shots sheet` makes the sheet alone.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { startDemo } from '../tests/e2e/startDemo.ts'
import { launchBrowser } from './launchBrowser.ts'
import { writeContactSheet } from './contactSheet.ts'
import { serveBook } from './serveBook.ts'

type Colours = 'light' | 'dark'

const images = fileURLToPath(new URL('../docs/images/', import.meta.url))
/** Pictures live in the repository for ever, so each is small, in bytes. */
const maxBytes = 90_000
const desktop = { width: 1000, height: 740 }
const phone = { width: 375, height: 720 }

const browser = await launchBrowser()
try {
  const isSheetAlone = process.argv[2] === 'sheet'
  await shootBook(browser, isSheetAlone)
  if (!isSheetAlone) await shootDemo(browser)
} finally {
  await browser.close()
}

async function shootBook(browser: Browser, isSheetAlone: boolean) {
  const book = await serveBook()
  try {
    console.log(`[shots] ${await writeContactSheet(browser, book.url)}`)
    if (isSheetAlone) return
    await Promise.all((['light', 'dark'] as const).map((colours) => shootWelcome(browser, book.url, colours)))
  } finally {
    await book.close()
  }
}

async function shootWelcome(browser: Browser, url: string, colours: Colours) {
  const page = await open(browser, colours, desktop)
  await page.goto(`${url}?path=/story/welcome--one-morning&globals=theme:${colours}&panel=false`)
  const preview = page.frameLocator('#storybook-preview-iframe')
  await preview.getByRole('button', { name: 'Notifications, 2 unread' }).waitFor()
  await shoot(page, `book-${colours}`)
}

async function shootDemo(browser: Browser) {
  const demo = await startDemo()
  try {
    const grace = await signIn(browser, demo.url, 'Grace', 'light', desktop)
    const light = await signIn(browser, demo.url, 'Ada', 'light', desktop)
    const dark = await signIn(browser, demo.url, 'Ada', 'dark', desktop)
    const small = await signIn(browser, demo.url, 'Ada', 'dark', phone)
    await grace.getByRole('textbox', { name: 'What' }).fill('The report is ready')
    await grace.getByRole('button', { name: 'Send' }).click()
    await light.getByRole('button', { name: 'Start' }).click()
    await grace.getByRole('button', { name: 'Check', exact: true }).click()
    await light.getByRole('button', { name: 'Import leads', exact: true }).click()
    await light.getByText('Row 2 of 6').first().waitFor()
    await shoot(light, 'demo-light')
    await Promise.all([dark, small].map((page) => page.getByRole('tab', { name: 'Leads' }).click()))
    await dark.getByText('Row 5 of 6').first().waitFor()
    await shoot(dark, 'demo-dark')
    await demo.killServer()
    await small.getByRole('button', { name: 'Archive Hedy Lamarr' }).click()
    await small.getByRole('button', { name: 'Retry now' }).waitFor()
    await shoot(small, 'demo-phone-server-killed')
  } finally {
    await demo.close()
  }
}

async function signIn(browser: Browser, url: string, name: string, colours: Colours, viewport: typeof desktop) {
  const page = await open(browser, colours, viewport)
  await page.goto(url)
  await page.getByRole('button', { name }).click()
  await page.getByRole('banner').getByText('Connected').first().waitFor()
  await page.getByRole('combobox', { name: 'To' }).waitFor()
  return page
}

async function open(browser: Browser, colorScheme: Colours, viewport: typeof desktop): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce' })
  return context.newPage()
}

async function shoot(page: Page, name: string) {
  const { length } = await page.screenshot({
    path: join(images, `${name}.jpg`),
    type: 'jpeg',
    quality: 75,
    animations: 'disabled',
  })
  console.log(`[shots] docs/images/${name}.jpg ${length} bytes`)
  if (length > maxBytes) throw new Error(`docs/images/${name}.jpg has more than ${maxBytes} bytes: show less`)
}
