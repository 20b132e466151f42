import type { Browser, Page } from 'playwright'
import { inject } from 'vitest'
import { launchBrowser } from '../../scripts/launchBrowser.ts'

/** The built book in a browser. It is nothing but files: whatever answers comes from the page. */
export type OpenBook = Readonly<{
  /** Ends with a slash. */
  url: string
  browser: Browser
  page: Page
  /** What was thrown in the page, or said as an error. */
  crashes: readonly string[]
  /** Goes to a story, with the globals of its address: `theme:all;direction:rtl`. */
  goTo: (story: string, globals?: string) => Promise<unknown>
}>

/**
 * Opens the book as a designer has it.
 *
 * @param timeout - of whatever is waited for in the page, in milliseconds
 */
export async function openBook(timeout: number): Promise<OpenBook> {
  const url = inject('bookUrl')
  const browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  page.setDefaultTimeout(timeout)
  const crashes: string[] = []
  page.on('pageerror', (error) => crashes.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error') crashes.push(line.text())
  })
  const goTo = (story: string, globals = '') =>
    page.goto(`${url}?path=/story/${story}${globals === '' ? '' : `&globals=${globals}`}`, {
      waitUntil: 'domcontentloaded',
    })
  return { url, browser, page, crashes, goTo }
}
