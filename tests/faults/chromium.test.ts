import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MockServer } from '../../packages/testing/src/index.ts'
import { createNodeServer } from '../../packages/testing/src/node/index.ts'
import { count, tell } from './support/arrive.ts'
import { openBrowser } from './support/openBrowser.ts'
import type { Seen } from './support/page.ts'
import { servePage } from './support/servePage.ts'

/** After this a page will not recover any more. */
const deadline = { timeout: 20_000, interval: 20 }

let site: Awaited<ReturnType<typeof servePage>>
let browser: Awaited<ReturnType<typeof openBrowser>>
let server: MockServer
let page: Page

beforeAll(async () => {
  site = await servePage(new URL('support/page.ts', import.meta.url), 'development')
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

beforeEach(async () => {
  server = await createNodeServer()
  page = await browser.tabs.newPage()
  await page.goto(`${site.url}/?server=${encodeURIComponent(server.url)}`)
  await isConnected()
  tell(server, ...count(1, 5))
  await hears(count(1, 5))
})

afterEach(async () => {
  await page.close()
  await server.close()
})

test('C7 a page whose network goes and comes back recovers by itself, with all that was missed', async () => {
  await page.context().setOffline(true)
  // Chromium's switch leaves open WebSockets alone; a network that is gone does not.
  server.network.drop()
  await expect.poll(seen, deadline).toMatchObject({ state: 'reconnecting', offline: true })
  tell(server, ...count(6, 10))
  await page.context().setOffline(false)
  await recovers()
})

test('C7 a page that is told of no network while its line holds recovers by itself', async () => {
  await page.context().setOffline(true)
  await expect.poll(seen, deadline).toMatchObject({ offline: true })
  tell(server, ...count(6, 10))
  await page.context().setOffline(false)
  await recovers()
})

test('C7 a page behind another that was frozen while its line was cut recovers by itself', async () => {
  const other = await browser.tabs.newPage()
  await other.bringToFront()
  await expect.poll(lives).toEqual(['loaded', 'hidden'])
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
  await expect.poll(lives).toEqual(['loaded', 'hidden', 'freeze'])
  server.network.drop()
  tell(server, ...count(6, 10))
  await expect.poll(() => server.connections, deadline).toBe(0)
  // Its timers stand still, so it cannot have come back yet.
  expect(await seen()).toMatchObject({ heard: count(1, 5) })

  await devtools.send('Page.setWebLifecycleState', { state: 'active' })
  await page.bringToFront()
  await recovers()
  expect(await lives()).toEqual(['loaded', 'hidden', 'freeze', 'resume', 'visible'])
  await other.close()
})

test('C7 a page that people leave and come back to is connected again, with all that was missed', async () => {
  await page.goto(`${site.url}/elsewhere`)
  await expect.poll(() => server.connections, deadline).toBe(0)
  tell(server, ...count(6, 10))
  // Playwright's own goBack waits for a page to load, and none does.
  await page.evaluate(() => history.back())
  await page.waitForFunction(() => 'seen' in window)
  // Chromium before 149 does not keep a page with a WebSocket; it loads it again, and that one has missed nothing.
  await recovers((await lives()).includes('restored') ? count(1, 11) : ['11'])
})

/** Waits until the page is as if nothing had happened, and hears what comes next. */
async function recovers(heard: string[] = count(1, 11)): Promise<void> {
  await isConnected()
  tell(server, '11')
  await hears(heard)
}

const isConnected = (): Promise<void> =>
  expect.poll(seen, deadline).toMatchObject({ state: 'connected', synced: true, offline: false })

const hears = (heard: string[]): Promise<void> => expect.poll(seen, deadline).toMatchObject({ heard })

const seen = (): Promise<Seen> => page.evaluate(() => window.seen())

const lives = async (): Promise<string[]> => (await seen()).life
