import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { WebSocketServer } from 'ws'
import { createNodeServer } from '../../packages/testing/src/node/index.ts'
import { launchBrowser } from '../../scripts/launchBrowser.ts'
import { servePage } from '../faults/support/servePage.ts'
import { type Figure, median, round } from './figure.ts'
import type { Seen, Subject } from './pages/render.tsx'

const rows = 100
const repetitions = 11

/** Sends `count` events over the rows, some at a time, and resolves when the last is out. */
type Sender = { url: string; send: (count: number, atATime: number) => Promise<void>; close: () => Promise<void> }

/** What a page of a hundred rows does with the events that come to it, by our hooks and by others. */
export async function figures(): Promise<Figure[]> {
  const site = await servePage(new URL('pages/render.tsx', import.meta.url), 'production')
  const browser = await launchBrowser()
  const ours = await overSocketIo()
  const bare = await overWebSocket()
  const open = (subject: Subject): Promise<Page> =>
    openPage(browser, site.url, subject, subject.includes('WebSocket') || subject.includes('websocket') ? bare : ours)
  try {
    const burst = await measureBurst(open, ours)
    const costs: Record<Subject, Cost[]> = {
      telltale: [],
      useState: [],
      'react-use-websocket': [],
      'socket.io alone': [],
      'WebSocket alone': [],
    }
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const [subject, times] of Object.entries(costs) as [Subject, Cost[]][]) {
        // Object.entries forgets the names
        // oxlint-disable-next-line no-await-in-loop -- measured at the same time, they would disturb each other
        times.push(await measureCost(await open(subject), subject.toLowerCase().includes('websocket') ? bare : ours))
      }
    }
    const net = (of: keyof Cost, subject: Subject, alone: Subject): number =>
      median(costs[subject].map((cost, index) => cost[of] - (costs[alone][index]?.[of] ?? 0)))
    const compare = (of: keyof Cost, subject: Subject, alone: Subject): number =>
      round(net(of, 'telltale', 'socket.io alone') / net(of, subject, alone))
    return [
      ...burst,
      ...(['cpu', 'script'] as const).flatMap((of) => [
        {
          name: `render.${of}-per-1000-events.ratio-to-useState`,
          value: compare(of, 'useState', 'socket.io alone'),
          bar: 0.5,
        },
        {
          name: `render.${of}-per-1000-events.ratio-to-react-use-websocket`,
          value: compare(of, 'react-use-websocket', 'WebSocket alone'),
          bar: 0.1,
        },
      ]),
      {
        name: 'render.heap-from-10000-to-20000-events.kb',
        value: await measureHeapKb(await open('telltale'), ours),
        bar: 100,
      },
    ]
  } finally {
    await browser.close()
    await site.close()
    await ours.close()
    await bare.close()
  }
}

/** 10 000 events as fast as they come. */
async function measureBurst(open: (subject: Subject) => Promise<Page>, { send }: Sender): Promise<Figure[]> {
  const page = await open('telltale')
  const before = await look(page)
  await send(10_000, 10_000)
  await heard(page, 10_000)
  const { frames, commits, renders, wasted } = await look(page)
  const isLast = await page.evaluate(
    (count) => [...document.querySelectorAll('li')].every(({ textContent }) => textContent === String(count)),
    progressOf(9_999),
  )
  await page.close()
  const framesPassed = frames - before.frames
  return [
    { name: 'render.burst.commits-beyond-frames', value: Math.max(0, commits - before.commits - framesPassed), bar: 1 },
    {
      name: 'render.burst.renders-per-row-and-commit',
      value: round((renders - before.renders) / Math.max(1, commits - before.commits) / rows),
      bar: 1,
    },
    { name: 'render.burst.wasted-renders', value: wasted - before.wasted, bar: 0 },
    { name: 'render.burst.rows-not-at-the-last-event', value: isLast ? 0 : 1, bar: 0 },
  ]
}

/**
 * What 1000 events cost the main thread, in ms of 10 000 that come as fast as they can: `cpu` is all of its processor time,
 * of which most is Chromium's own for each message, and sways with the machine; `script` is what the page itself asks for,
 * scripts, styles and layout.
 */
type Cost = { cpu: number; script: number }

async function measureCost(page: Page, { send }: Sender): Promise<Cost> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const readMs = async (): Promise<Cost> => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    const ms = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1000
    return { cpu: ms('ThreadTime'), script: ms('ScriptDuration') + ms('RecalcStyleDuration') + ms('LayoutDuration') }
  }
  const before = await readMs()
  await send(10_000, 10_000)
  await heard(page, 10_000)
  const after = await readMs()
  await page.close()
  return { cpu: (after.cpu - before.cpu) / 10, script: (after.script - before.script) / 10 }
}

async function measureHeapKb(page: Page, { send }: Sender): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  const heapKb = async (): Promise<number> => {
    await cdp.send('HeapProfiler.collectGarbage')
    return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1024
  }
  await send(10_000, 100)
  await heard(page, 10_000)
  const before = await heapKb()
  await send(10_000, 100)
  await heard(page, 20_000)
  const grown = (await heapKb()) - before
  await page.close()
  return Math.max(0, Math.round(grown))
}

async function openPage(browser: Browser, site: string, subject: Subject, { url }: Sender): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${site}/?subject=${encodeURIComponent(subject)}&server=${encodeURIComponent(url)}`)
  await page.waitForFunction('seen.isReady')
  await setTimeout(300)
  return page
}

const look = (page: Page): Promise<Seen> => page.evaluate('seen')

/** Resolves when the page has heard so many events, and has had the time to show them. */
async function heard(page: Page, events: number): Promise<void> {
  await page.waitForFunction(`seen.events >= ${events}`, undefined, { polling: 100 })
  await setTimeout(300)
}

const progressOf = (n: number): number => Math.floor(n / rows) + 1
const nodeOf = (n: number): string => `n${n % rows}`

async function overSocketIo(): Promise<Sender> {
  const server = await createNodeServer()
  return {
    url: server.url,
    send: (count, atATime) =>
      inSteps(count, atATime, (n) =>
        server.io.to('run:1').emit('workflow:progress', { runId: '1', node: nodeOf(n), progress: progressOf(n) }),
      ),
    close: () => server.close(),
  }
}

async function overWebSocket(): Promise<Sender> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  // A server that listens on a port has an address of that form.
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}`,
    send: (count, atATime) =>
      inSteps(count, atATime, (n) => {
        for (const client of server.clients) client.send(JSON.stringify({ node: nodeOf(n), progress: progressOf(n) }))
      }),
    close: async () => {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

async function inSteps(count: number, atATime: number, send: (n: number) => void): Promise<void> {
  for (let n = 0; n < count; n += atATime) {
    for (let i = n; i < Math.min(count, n + atATime); i += 1) send(i)
    // oxlint-disable-next-line no-await-in-loop -- as they come in life, a few at a time
    await setTimeout(2)
  }
}
