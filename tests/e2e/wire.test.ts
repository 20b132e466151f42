import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBook, type OpenBook } from './openBook.ts'

/** After this a thing will not happen any more. */
const deadline = { timeout: 20_000, interval: 50 }
const story = 'widgets-connectionchip-wire--by-hand'

let book: OpenBook
let page: Page

beforeAll(async () => {
  book = await openBook(deadline.timeout)
  page = book.page
})

afterAll(() => book?.browser.close())

test('the lamp in the toolbar tells the state of the line, and opens the panel', async () => {
  await book.goTo(story)
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
  await book.goTo(story, 'theme:dark;direction:rtl;wire.link:dropped;wire.weather:3g')
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
  await book.goTo(story)
  await expect.poll(chip, deadline).toBe('Connected')
  await page.getByRole('tab', { name: 'Scenarios' }).click()
  await page.getByRole('button', { name: 'Play Tunnel' }).click()
  await expect.poll(notifications, deadline).toEqual(['Sent in the tunnel', 'Sent before the tunnel'])
  expect(page.url()).toContain('wire.scenario:Tunnel')
  await page.reload()
  await expect.poll(notifications, deadline).toEqual(['Sent in the tunnel', 'Sent before the tunnel'])
})

test('a story without a wire says how to get one', async () => {
  await book.goTo('widgets-connectionchip--connected')
  await page.getByText('This story has no wire').waitFor()
  expect(await page.getByRole('button', { name: /^Wire:/ }).count()).toBe(0)
})

test('nothing is thrown in the pages', () => {
  expect(book.crashes).toEqual([])
})

const frame = () => page.frameLocator('#storybook-preview-iframe')

const chip = (): Promise<string> => frame().locator('.TtConnectionChip-root').innerText()

const line = (): Promise<string> => page.getByRole('group', { name: 'The line', exact: true }).innerText()

const notifications = (): Promise<string[]> =>
  frame().getByRole('list', { name: 'Notifications' }).getByRole('listitem').allInnerTexts()
