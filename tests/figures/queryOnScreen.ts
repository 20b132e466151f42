import { setTimeout } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { launchBrowser } from '../../scripts/launchBrowser.ts'
import { servePage } from '../faults/support/servePage.ts'
import type { Figure } from './figure.ts'
import type { Subject } from './pages/queryOnScreen.tsx'
import { startRowServer } from './support/startRowServer.ts'

const rows = 100
const repetitions = 3
const changesEach = 100

/**
 * How long a change of one row takes from its frame's arrival in the page until it is painted; and the same for a bare
 * socket that sets a React state, which is as fast as this machine can be.
 */
export async function figures(): Promise<Figure[]> {
  const site = await servePage(new URL('pages/queryOnScreen.tsx', import.meta.url), 'production')
  const browser = await launchBrowser()
  const server = await startRowServer(rows)
  const times: Record<Subject, number[]> = { telltale: [], bare: [] }
  try {
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const subject of ['telltale', 'bare'] as const) {
        // oxlint-disable-next-line no-await-in-loop -- measured at the same time, they would disturb each other
        times[subject].push(
          ...(await measure(browser, `${site.url}/?subject=${subject}&server=${server.url}`, server.change)),
        )
      }
    }
  } finally {
    await browser.close()
    await site.close()
    await server.close()
  }
  return [
    { name: 'query.on-screen.p95-ms', value: p95(times.telltale), bar: 50 },
    { name: 'query.on-screen-of-a-bare-socket.p95-ms', value: p95(times.bare), bar: 50 },
  ]
}

async function measure(browser: Browser, url: string, change: (n: number) => void): Promise<number[]> {
  const page = await browser.newPage()
  await page.addInitScript(watchArrivals)
  await page.goto(url)
  await page.waitForFunction('seen.isReady')
  await setTimeout(300)
  for (let n = 0; n < changesEach; n += 1) {
    change(n)
    // oxlint-disable-next-line no-await-in-loop -- one by one, at any moment between two frames
    await setTimeout(60 + ((n * 7) % 17))
  }
  const painted = await timesOf(page)
  await page.close()
  if (painted.length < changesEach) throw new Error(`of ${changesEach} changes ${painted.length} were seen on screen`)
  return painted
}

const timesOf = (page: Page): Promise<number[]> => page.evaluate('seen.times')

/** Runs in the page before all else: notes when frames about rows have arrived, before anybody has read them. */
function watchArrivals(): void {
  const arrivals: number[] = []
  globalThis.WebSocket = class extends WebSocket {
    constructor(...address: ConstructorParameters<typeof WebSocket>) {
      super(...address)
      this.addEventListener('message', ({ data, timeStamp }) => {
        if (String(data).includes('row:updated')) arrivals.push(timeStamp)
      })
    }
  }
  Object.assign(globalThis, { arrivals })
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return Math.round((sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN) * 10) / 10
}
