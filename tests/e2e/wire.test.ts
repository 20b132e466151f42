import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { preview } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/launchBrowser.ts'

/** After this a thing will not happen any more. */
const deadline = { timeout: 20_000, interval: 50 }
const story = 'widgets-connectionchip-wire--by-hand'

let outDir: string
let book: Awaited<ReturnType<typeof preview>>
let browser: Browser
let page: Page
const crashes: string[] = []

beforeAll(async () => {
  outDir = mkdtempSync(join(tmpdir(), 'telltale-wire-'))
  const built = spawnSync('storybook', ['build', '--quiet', '-o', outDir], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' },
  })
  if (built.status !== 0) throw new Error(`the book does not build:\n${built.stdout}${built.stderr}`)
  // Nothing but files: whatever answers comes from the page.
  book = await preview({ configFile: false, logLevel: 'silent', build: { outDir }, preview: { port: 0 } })
  browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  page = await context.newPage()
  page.setDefaultTimeout(deadline.timeout)
  page.on('pageerror', (error) => crashes.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error') crashes.push(line.text())
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await book?.close()
  rmSync(outDir, { recursive: true, force: true })
})

test('the lamp in the toolbar tells the state of the line, and opens the panel', async () => {
  await page.goto(`${address()}?path=/story/${story}`)
  await page.getByRole('button', { name: 'Wire: Connected' }).click()
  await expect.poll(line, deadline).toMatch(/^Connected/)
})

test('a line that is dropped from the panel is told by the chip and by the lamp, and comes back', async () => {
  await page.getByRole('radio', { name: /^Dropped/ }).click()
  await expect.poll(chip, deadline).toMatch(/^Reconnecting/)
  await expect.poll(line, deadline).toMatch(/^Reconnecting/)
  await page.getByRole('button', { name: 'Wire: Reconnecting' }).waitFor()
  expect(page.url()).toContain('globals=wire.link:dropped')
  await page.getByRole('radio', { name: /^Up/ }).click()
  await expect.poll(chip, deadline).toMatch(/^(Back online|Connected)/)
  expect(page.url()).not.toContain('wire.link')
})

test('what is emitted from the panel arrives in the story', async () => {
  await page.getByRole('tab', { name: 'Emit' }).click()
  const payload = page.getByLabel('Payload')
  await expect.poll(() => payload.inputValue(), deadline).toContain('"userId": "ada"')
  // The panel's own JSON.
  const sample = JSON.parse(await payload.inputValue()) as object
  await payload.fill(JSON.stringify({ ...sample, title: 'The report is ready' }))
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect.poll(notifications, deadline).toEqual(['The report is ready'])
  await page.getByRole('button', { name: 'Send 100' }).click()
  await expect.poll(async () => (await notifications()).length, deadline).toBe(101)
})

test('the log is copied as a scenario of all that was done', async () => {
  await page.getByRole('tab', { name: 'Log' }).click()
  await page.getByRole('list', { name: 'Log' }).getByText('The report is ready').first().waitFor()
  await page.getByRole('button', { name: 'Copy as scenario' }).click()
  await page.getByText('Copied', { exact: true }).waitFor()
  const code = await page.evaluate(() => navigator.clipboard.readText())
  expect(code).toMatch(/^scenario\("copied"\)\n {2}\.at\(\d+\)\n {2}\.refuse\(\)\n {2}\.drop\(\)\n/)
  expect(code).toMatch(/\.accept\(\)\n(?:.|\n)*\.emit\("user:ada", "notification", .*"The report is ready"/)
})

test('vitals count commits in a production build, and hear what the chip says', async () => {
  await page.getByRole('tab', { name: 'Vitals' }).click()
  await expect
    .poll(
      async () =>
        Number(
          await page
            .locator('dt', { hasText: /^React commits$/ })
            .locator('+ dd')
            .innerText(),
        ),
      deadline,
    )
    .toBeGreaterThan(0)
  await page.getByRole('list', { name: 'What a screen reader would hear' }).getByText('“Reconnecting”').waitFor()
})

test('an address brings a story to where it was: reconnecting, dark, right to left, on a slow line', async () => {
  await page.goto(
    `${address()}?path=/story/${story}&globals=theme:dark;direction:rtl;wire.link:dropped;wire.weather:3g`,
  )
  await expect.poll(chip, deadline).toMatch(/^Reconnecting/)
  expect(await frame().locator('html').getAttribute('dir')).toBe('rtl')
  await page.getByRole('tab', { name: 'Weather' }).click()
  await expect.poll(() => page.getByRole('button', { name: '3G' }).getAttribute('aria-pressed'), deadline).toBe('true')
  await page.reload()
  await expect.poll(chip, deadline).toMatch(/^Reconnecting/)
  await page.getByRole('tab', { name: 'Link' }).click()
  await page.getByRole('radio', { name: /^Up/ }).click()
  await expect.poll(chip, deadline).toMatch(/^(Back online|Connected)/)
})

test('a scenario is played from the panel, and from its address', async () => {
  await page.goto(`${address()}?path=/story/${story}`)
  await expect.poll(chip, deadline).toBe('Connected')
  await page.getByRole('tab', { name: 'Scenarios' }).click()
  await page.getByRole('button', { name: 'Play Tunnel' }).click()
  await expect.poll(notifications, deadline).toEqual(['Sent in the tunnel', 'Sent before the tunnel'])
  expect(page.url()).toContain('wire.scenario:Tunnel')
  await page.reload()
  await expect.poll(notifications, deadline).toEqual(['Sent in the tunnel', 'Sent before the tunnel'])
})

test('a story without a wire says how to get one', async () => {
  await page.goto(`${address()}?path=/story/widgets-connectionchip--connected`)
  await page.getByText('This story has no wire').waitFor()
  expect(await page.getByRole('button', { name: /^Wire:/ }).count()).toBe(0)
})

test('nothing is thrown in the pages', () => {
  expect(crashes).toEqual([])
})

const address = (): string => book.resolvedUrls?.local[0] ?? ''

const frame = () => page.frameLocator('#storybook-preview-iframe')

const chip = (): Promise<string> => frame().locator('.TtConnectionChip-root').innerText()

const line = (): Promise<string> => page.getByRole('group', { name: 'The line', exact: true }).innerText()

const notifications = (): Promise<string[]> =>
  frame().getByRole('list', { name: 'Notifications' }).getByRole('listitem').allInnerTexts()
