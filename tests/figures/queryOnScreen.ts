import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright'
import { defineContract, entityEvents } from '../../packages/protocol/src/schemas.ts'
import { createRealtimeServer } from '../../packages/server/src/node.ts'
import { chromiumArgs, findChromium } from '../../scripts/findChromium.ts'
import { servePage } from '../faults/support/servePage.ts'
import type { Figure } from './figure.ts'
import type { Row, Subject } from './pages/queryOnScreen.tsx'

const rows = 100
const repetitions = 3
const changesEach = 100

/**
 * How long a change of one row takes from its frame's arrival in the page until it is painted; and the same for a bare
 * socket that sets a React state, which is as fast as this machine can be.
 */
export async function figures(): Promise<Figure[]> {
  const site = await servePage(new URL('pages/queryOnScreen.tsx', import.meta.url), 'production')
  const executablePath = findChromium()
  const browser = await chromium.launch({ args: chromiumArgs, ...(executablePath ? { executablePath } : {}) })
  const server = await startServer()
  const times: Record<Subject, number[]> = { telltale: [], bare: [] }
  try {
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const subject of ['telltale', 'bare'] as const) {
        // oxlint-disable-next-line no-await-in-loop -- measured at the same time, they would disturb each other
        times[subject].push(...(await measure(browser, `${site.url}/?subject=${subject}&server=${server.url}`, server)))
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

async function measure(browser: Browser, url: string, { change }: Server): Promise<number[]> {
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

type Server = { url: string; change: (n: number) => void; close: () => Promise<void> }

async function startServer(): Promise<Server> {
  const http = createServer()
  const anything = {
    '~standard': { version: 1, vendor: 'figures', validate: (value: unknown) => ({ value: value as Row }) },
  } as const // nobody sends anything else
  const rt = createRealtimeServer(http, {
    contract: defineContract({ events: entityEvents({ row: anything }) }),
    auth: () => ({ userId: 'ada' }),
    socketOptions: { cors: { origin: '*' } },
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  // A server that listens on a port has an address of that form.
  const { port } = http.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    change: (n) => {
      const payload = { rowId: `row-${n % rows}`, changes: { title: `Change ${n}` }, version: 2 + Math.floor(n / rows) }
      rt.emitEntity('row', 'updated', payload, { userId: 'ada' })
    },
    close: async () => {
      rt.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return Math.round((sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN) * 10) / 10
}
