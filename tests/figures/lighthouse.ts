import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import { serveBook } from '../../scripts/serveBook.ts'
import { launchBrowser } from '../../scripts/launchBrowser.ts'
import type { Figure } from './figure.ts'

/** The rules of axe that count in Lighthouse 13's accessibility score: it is 100 exactly where none of them is broken. */
const rules = (
  'accesskeys aria-allowed-attr aria-command-name aria-conditional-attr aria-deprecated-role aria-dialog-name ' +
  'aria-hidden-body aria-hidden-focus aria-input-field-name aria-meter-name aria-progressbar-name ' +
  'aria-prohibited-attr aria-required-attr aria-required-children aria-required-parent aria-roles aria-text ' +
  'aria-toggle-field-name aria-tooltip-name aria-treeitem-name aria-valid-attr-value aria-valid-attr button-name ' +
  'bypass color-contrast definition-list dlitem document-title duplicate-id-aria form-field-multiple-labels ' +
  'frame-title heading-order html-has-lang html-lang-valid html-xml-lang-mismatch image-alt input-button-name ' +
  'input-image-alt label link-in-text-block link-name list listitem meta-refresh meta-viewport object-alt ' +
  'select-name skip-link tabindex target-size td-headers-attr th-has-data-cells valid-lang video-caption ' +
  'landmark-one-main autocomplete-valid presentation-role-conflict svg-img-alt'
).split(' ')

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** The first page of the book, by the rules of Lighthouse; in light and dark. */
export async function figures(): Promise<Figure[]> {
  const book = await serveBook()
  const browser = await launchBrowser()
  try {
    const broken = new Set<string>()
    for (const theme of ['light', 'dark']) {
      // The size of the phone that Lighthouse pretends to be.
      // oxlint-disable no-await-in-loop
      const page = await browser.newPage({ viewport: { width: 412, height: 823 } })
      await page.goto(`${book.url}iframe.html?id=welcome--docs&viewMode=docs&globals=theme:${theme}`)
      await page.getByRole('button', { name: 'Notifications, 2 unread' }).waitFor()
      await page.evaluate(axe)
      const results = await page.evaluate<AxeResults, string[]>(
        // `axe` is a global of the script above.
        (wanted) =>
          (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({
            runOnly: wanted,
          }),
        rules,
      )
      // oxlint-enable no-await-in-loop
      for (const { id, nodes } of results.violations) {
        broken.add(id)
        console.error(`[figures] ${id}, in ${theme}: ${nodes.map(({ html }) => html).join(' ')}`)
      }
    }
    return [{ name: 'widgets.lighthouse-accessibility.rules-broken', value: broken.size, bar: 0 }]
  } finally {
    await browser.close()
    await book.close()
  }
}
