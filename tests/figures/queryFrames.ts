import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright'
import { launchBrowser } from '../../scripts/launchBrowser.ts'
import { servePage } from '../faults/support/servePage.ts'
import { type Figure, median, round } from './figure.ts'
import type { Seen } from './pages/queryFrames.tsx'
import { startRowServer } from './support/startRowServer.ts'

const rowCount = 150
const repetitions = 5
const phaseMs = 3_000
const eventsPerSecond = 200

/** What a list of many rows does with one change, and how many frames it still paints under 200 changes a second. */
export async function figures(): Promise<Figure[]> {
  const site = await servePage(new URL('pages/queryFrames.tsx', import.meta.url), 'production')
  const browser = await launchBrowser()
  const server = await startRowServer(rowCount)
  let changes = 0
  const change = (): void => server.change(changes++)
  try {
    const page = await browser.newPage()
    await page.goto(`${site.url}/?server=${server.url}`)
    await page.waitForFunction('seen.isReady')
    await setTimeout(3_000)
    const before = await look(page)
    change()
    await setTimeout(1_000)
    const after = await look(page)
    const ratios: number[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      // oxlint-disable no-await-in-loop -- measured at the same time, they would disturb each other
      const idle = await framesWhile(page, () => setTimeout(phaseMs))
      const busy = await framesWhile(page, () => changeFor(phaseMs, change))
      // oxlint-enable no-await-in-loop
      ratios.push(idle / busy)
    }
    await setTimeout(500)
    const { events } = await look(page)
    if (events !== changes) throw new Error(`of ${changes} changes ${events} were heard`)
    const isShown = await page.evaluate((title) => document.body.innerText.includes(title), `Change ${changes - 1}`)
    if (!isShown) throw new Error('the last change is not on screen')
    return [
      { name: 'query.frames.ratio-of-an-idle-page', value: round(median(ratios)), bar: round(1 / 0.9) },
      { name: 'query.one-update.renders-of-rows', value: after.rows - before.rows, bar: 1 },
      { name: 'query.one-update.renders-of-lists', value: after.lists - before.lists, bar: 0 },
      { name: 'query.one-update.selects', value: after.selects - before.selects, bar: 1 },
    ]
  } finally {
    await browser.close()
    await site.close()
    await server.close()
  }
}

const look = (page: Page): Promise<Seen> => page.evaluate('({ ...seen })')

/** Frames for each second that passed in the page. */
async function framesWhile(page: Page, run: () => Promise<unknown>): Promise<number> {
  const now = (): Promise<{ frames: number; at: number }> =>
    page.evaluate('({ frames: seen.frames, at: performance.now() })')
  const from = await now()
  await run()
  const to = await now()
  return (to.frames - from.frames) / (to.at - from.at)
}

/** So many a second, however late a timer comes. */
async function changeFor(ms: number, change: () => void): Promise<void> {
  const from = performance.now()
  for (let sent = 0; performance.now() - from < ms;) {
    const due = ((performance.now() - from) / 1_000) * eventsPerSecond
    for (; sent < due; sent += 1) change()
    // oxlint-disable-next-line no-await-in-loop -- as they come in life, a few at a time
    await setTimeout(2)
  }
}
