import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'

type Index = { entries: Record<string, { id: string; title: string }> }

const looks = ['light', 'dark'].flatMap((theme) =>
  ['ltr', 'rtl'].map((direction) => ({ theme, direction, caption: `${theme}, ${direction}` })),
)

/**
 * Every state of every widget, in light and dark, from left and from right, on one page for a reviewer. It is written
 * outside the repository, as an HTML page with its pictures and as one PNG.
 *
 * @param book the address of a book that was built
 * @returns the path of the page
 */
export async function writeContactSheet(browser: Browser, book: string): Promise<string> {
  const folder = join(tmpdir(), 'telltale-contact-sheet')
  mkdirSync(folder, { recursive: true })
  // Storybook's own format.
  const { entries } = (await (await fetch(new URL('index.json', book))).json()) as Index
  const widgets = Object.values(entries).filter(({ title }) => title.endsWith('/Matrix'))
  const context = await browser.newContext({
    viewport: { width: 720, height: 900 },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  let rows = ''
  for (const { id, title } of widgets) {
    const name = title.split('/')[1] ?? title
    let cells = ''
    for (const { theme, direction, caption } of looks) {
      const file = `${name}-${theme}-${direction}.png`
      // One page, one picture after the other.
      // oxlint-disable no-await-in-loop
      await page.goto(`${book}iframe.html?id=${id}&globals=theme:${theme};direction:${direction}`)
      await page.locator('[data-state]').first().waitFor()
      await page.locator('#storybook-root').screenshot({ path: join(folder, file), animations: 'disabled' })
      // oxlint-enable no-await-in-loop
      cells += `<figure><img src="${file}" alt="${name}, ${caption}"><figcaption>${caption}</figcaption></figure>`
    }
    rows += `<h2>${name}</h2><section>${cells}</section>`
  }
  const sheet = join(folder, 'index.html')
  writeFileSync(
    sheet,
    `<!doctype html><html lang="en"><title>Contact sheet</title><style>${styles}</style><h1>Every state of every widget</h1>${rows}`,
  )
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.goto(`file://${sheet}`)
  await page.screenshot({ path: join(folder, 'sheet.png'), fullPage: true })
  await context.close()
  return sheet
}

const styles = `
  body { font: 14px/1.4 system-ui, sans-serif; margin: 24px; background: #ececec; color: #111 }
  section { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; align-items: start }
  figure { margin: 0 } img { width: 100%; border: 1px solid #999 } figcaption { margin-top: 4px }`
