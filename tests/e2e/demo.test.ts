import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from './startDemo.ts'
import { launchBrowser } from '../../scripts/launchBrowser.ts'

/** How long the chip may wait before it says that the line is down, and what a busy machine may add, in milliseconds. */
const graceMs = 1500
const slackMs = 1500
/** After this a thing will not happen any more. */
const deadline = { timeout: 20_000, interval: 50 }

let demo: Demo
let browser: Browser
/** One browser: two of its tabs may be two people. */
let tabs: BrowserContext
let ada: Page
let grace: Page
const crashes: Error[] = []

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchBrowser()
  tabs = await browser.newContext()
  ada = await signIn('Ada')
  grace = await signIn('Grace')
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
})

test('R7 two people of one project see each other', async () => {
  await expect.poll(() => people(ada), deadline).toEqual(['Ada (you), online', 'Grace, online'])
  await expect.poll(() => people(grace), deadline).toEqual(['Ada, online', 'Grace (you), online'])
  await expect.poll(() => chip(ada), deadline).toBe('Connected')
  await expect.poll(() => chip(grace), deadline).toBe('Connected')
})

test('R7 who is away is shown as away to the other', async () => {
  await press(ada, 'Away')
  await expect.poll(() => people(grace), deadline).toEqual(['Ada, away', 'Grace (you), online'])
  await press(ada, 'Online')
  await expect.poll(() => people(grace), deadline).toEqual(['Ada, online', 'Grace (you), online'])
})

test('R6 what one person tells another arrives there, and nowhere else', async () => {
  await tell(ada, 'Grace', 'The report is ready')
  await expect.poll(() => notifications(grace), deadline).toEqual(['The report is ready'])
  expect(await notifications(ada)).toEqual([])
  expect(await unread(grace)).toBe('1')
  await press(grace, 'Mark all as read')
  await expect.poll(() => unread(grace), deadline).toBe('')
})

test('S6 S7 a task tells how far it is, fails with its reason, and goes to its end when it is tried again', async () => {
  await press(ada, 'Import a broken file')
  const toasts = ada.getByRole('region', { name: 'Background tasks' })
  await expect.poll(() => toasts.innerText(), deadline).toMatch(/Import leads.*Row 2 of 6/s)
  await expect.poll(() => toasts.innerText(), deadline).toContain('could not be read beyond row 3')
  expect(await grace.getByRole('region', { name: 'Background tasks' }).count()).toBe(0)
  await toasts.getByRole('button', { name: /^Retry/ }).click()
  await expect.poll(() => toasts.innerText(), deadline).toContain('6 leads added')
  // While the pointer or the focus is on a toast, it stays.
  await ada.getByRole('heading', { name: 'Telltale demo' }).click()
  await expect.poll(() => toasts.count(), deadline).toBe(0)
})

test('R5 R11 a check that one person starts is seen by both, with its issues, to its end', async () => {
  await press(grace, 'Check')
  await expect.poll(() => analysis(ada), deadline).toMatch(/Running.*Entered twice/s)
  await expect.poll(() => analysis(ada), deadline).toMatch(/has no note/)
  await expect.poll(() => analysis(grace), deadline).toMatch(/Complete/)
  await expect.poll(() => analysis(ada), deadline).toBe(await analysis(grace))
})

test('U7 U8 a recording counts in every tab of its person, and stops in all at once', async () => {
  const other = await signIn('Ada')
  await press(ada, 'Start')
  await expect.poll(() => recording(other), deadline).toMatch(/Running.*1 hr 59 min left/s)
  await press(other, 'Stop')
  await expect.poll(() => recording(ada), deadline).toMatch(/Stopped.*1 hr 59 min left/s)
  expect(await recording(grace)).toContain('Not running')
  await other.close()
})

test('C7 a killed server is told at once, by the chip within its grace; both recover without a click', async () => {
  await demo.killServer()
  const killedAt = Date.now()
  await expect.poll(() => line(ada), deadline).toMatch(/^reconnecting/)
  await expect.poll(() => line(grace), deadline).toMatch(/^reconnecting/)
  await expect.poll(() => chip(ada), deadline).toMatch(/^Reconnecting/)
  await expect.poll(() => chip(grace), deadline).toMatch(/^Reconnecting/)
  expect(Date.now() - killedAt).toBeLessThan(graceMs + slackMs)

  await demo.startServer()
  await expect.poll(() => chip(ada), deadline).toMatch(/^(Back online|Connected)/)
  await expect.poll(() => chip(grace), deadline).toMatch(/^(Back online|Connected)/)
  await expect.poll(() => people(ada), deadline).toEqual(['Ada (you), online', 'Grace, online'])
  await expect.poll(() => people(grace), deadline).toEqual(['Ada, online', 'Grace (you), online'])
  await press(ada, 'Away')
  await expect.poll(() => people(grace), deadline).toEqual(['Ada, away', 'Grace (you), online'])
  await press(ada, 'Online')
  await tell(grace, 'Ada', 'We are back')
  await expect.poll(() => notifications(ada), deadline).toEqual(['We are back'])
})

test('R4 disconnect holds until connect', async () => {
  await press(ada, 'Disconnect')
  await expect.poll(() => line(ada), deadline).toMatch(/^disconnected/)
  await expect.poll(() => people(grace), deadline).toEqual(['Grace (you), online'])
  expect(await line(ada)).toMatch(/^disconnected/)
  await press(ada, 'Connect')
  await expect.poll(() => chip(ada), deadline).toBe('Connected')
  await expect.poll(() => people(grace), deadline).toEqual(['Ada, online', 'Grace (you), online'])
})

test('nothing is thrown in the pages', () => {
  expect(crashes).toEqual([])
})

/** Presses a button; Chromium slows down the tabs behind, so the tab comes to the front as it does under a hand. */
async function press(page: Page, name: string) {
  await page.bringToFront()
  await page.getByRole('button', { name, exact: true }).click()
}

async function signIn(name: string): Promise<Page> {
  const page = await tabs.newPage()
  page.setDefaultTimeout(deadline.timeout)
  page.on('pageerror', (error) => crashes.push(error))
  await page.goto(demo.url)
  await press(page, name)
  return page
}

/** Name and status of those whom a page shows, all in one moment: one by one, who leaves meanwhile would be waited for. */
const people = (page: Page): Promise<string[]> =>
  page
    .getByRole('list', { name: /^People here/ })
    .getByRole('img')
    .evaluateAll((avatars) => avatars.map((avatar) => String(avatar.getAttribute('aria-label'))).sort())

const notifications = (page: Page): Promise<string[]> =>
  page.getByRole('feed').locator('.TtNotificationFeed-itemTitle').allInnerTexts()

const unread = (page: Page): Promise<string> =>
  page
    .getByRole('banner')
    .getByRole('button', { name: /notification/i })
    .innerText()

const analysis = (page: Page): Promise<string> => page.getByRole('region', { name: 'Check of the records' }).innerText()

const recording = (page: Page): Promise<string> => page.getByRole('region', { name: 'Recording' }).innerText()

const chip = (page: Page) => page.getByRole('banner').locator('.TtConnectionChip-root').innerText()

const line = (page: Page) => page.getByRole('region', { name: 'The line' }).getByRole('paragraph').first().innerText()

async function tell(page: Page, name: string, title: string) {
  await page.bringToFront()
  await page.getByRole('combobox', { name: 'To' }).click()
  await page.getByRole('option', { name }).click()
  await page.getByRole('textbox', { name: 'What' }).fill(title)
  await press(page, 'Send')
  await page.getByText(`${name} has been told.`).waitFor()
}
