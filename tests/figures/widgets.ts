import { setTimeout } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import type { MockServer } from '../../packages/testing/src/index.ts'
import { createNodeServer } from '../../packages/testing/src/node/index.ts'
import { launchBrowser } from '../../scripts/launchBrowser.ts'
import { servePage } from '../faults/support/servePage.ts'
import { type Figure, median, round } from './figure.ts'
import type { Faint } from './pages/contrast.tsx'
import type { Seen, Subject } from './pages/widgets.tsx'

const repetitions = 7
const measuredMs = 3_000
const tasks = 20
const eventsPerSecond = 200

/** What a page did in a while: frames, and the milliseconds of its scripts. */
type Work = { frames: number; scriptMs: number }

/** What widgets say, cost and show in a page at work. */
export async function figures(): Promise<Figure[]> {
  const site = await servePage(new URL('pages/widgets.tsx', import.meta.url), 'production')
  const browser = await launchBrowser()
  const server = await createNodeServer()
  const open = (subject: Subject): Promise<Page> => openPage(browser, site.url, subject, server)
  try {
    const announcements = await countAnnouncements(await open('toasts'), server)
    const faint = await countFaint(await open('contrast'))
    const rounds = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      // oxlint-disable-next-line no-await-in-loop -- measured at the same time, they would disturb each other
      rounds.push(await measureRound(open, server))
    }
    // Where the machine had other things to do, a page that does nothing has missed frames as well.
    const usual = median(rounds.map(({ idle }) => idle.frames))
    const good = rounds.filter(({ idle }) => Math.abs(idle.frames - usual) <= 0.3 * usual)
    const overGood = (of: (round: Round) => number): number => round(median(good.map(of)))
    return [
      { name: 'widgets.announcements', value: announcements, bar: 6 },
      {
        name: 'widgets.toasts.frames-lost-of-an-idle-page.ratio',
        value: overGood(({ toasts, idle }) => lost(toasts, idle)),
        bar: 0.1,
      },
      {
        name: 'widgets.toasts.script.ratio-to-template',
        // Counting frames is a script as well, and no work of either.
        value: overGood(
          ({ toasts, template, idle }) => (toasts.scriptMs - idle.scriptMs) / (template.scriptMs - idle.scriptMs),
        ),
        bar: 0.2,
      },
      {
        name: 'widgets.feed-of-10000.frames-lost-of-an-idle-page.ratio',
        value: overGood(({ feed, idleFeed }) => lost(feed, idleFeed)),
        bar: 0.1,
      },
      { name: 'widgets.words-below-4.5-to-1', value: faint.words, bar: 0 },
      { name: 'widgets.marks-below-3-to-1', value: faint.marks, bar: 0 },
    ]
  } finally {
    await browser.close()
    await site.close()
    await server.close()
  }
}

type Round = Record<'toasts' | 'template' | 'idle' | 'feed' | 'idleFeed', Work>

async function measureRound(open: (subject: Subject) => Promise<Page>, server: MockServer): Promise<Round> {
  const toastsPage = await open('toasts')
  const idle = await withTasks(toastsPage, server, () => setTimeout(measuredMs))
  const toasts = await work(toastsPage, () => progress(server))
  await toastsPage.close()
  const templatePage = await open('template')
  await withTasks(templatePage, server, async () => {})
  const template = await work(templatePage, () => progress(server))
  await templatePage.close()
  const feedPage = await open('feed')
  const idleFeed = await work(feedPage, () => setTimeout(measuredMs))
  const feed = await work(feedPage, () => feedPage.evaluate(`seen.scroll(${measuredMs})`))
  await feedPage.close()
  return { toasts, template, idle, feed, idleFeed }
}

/** What a page does with the tasks on it while `during` lasts. */
async function withTasks(page: Page, server: MockServer, during: () => Promise<unknown>): Promise<Work> {
  for (let n = 0; n < tasks; n += 1) {
    say(server, 'ai:task:started', { taskId: `t${n}`, taskType: 'import', title: `Import ${n}`, message: 'Begun' })
  }
  await page.waitForFunction(`document.querySelectorAll('[role=progressbar]').length === ${tasks}`)
  // Until what moves in has come to rest.
  await setTimeout(500)
  return work(page, during)
}

/** So many events a second, round and round the tasks. */
async function progress(server: MockServer): Promise<void> {
  const begun = performance.now()
  const total = (eventsPerSecond * measuredMs) / 1000
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, ((performance.now() - begun) / 1000) * eventsPerSecond)
    for (; sent < due; sent += 1) {
      const round = Math.floor(sent / tasks)
      const news = { progress: (round * 3) % 100, message: `Row ${round} of ${total / tasks}` }
      say(server, 'ai:task:progress', { taskId: `t${sent % tasks}`, ...news })
    }
    // oxlint-disable-next-line no-await-in-loop -- as they come in life, a few at a time
    await setTimeout(5)
  }
}

const say = ({ io }: MockServer, event: string, payload: object): boolean =>
  io.to('user:ada').emit(event, { ...payload, attempt: 1, timestamp: new Date().toISOString() })

async function work(page: Page, during: () => Promise<unknown>): Promise<Work> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const look = async (): Promise<Work> => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    const seconds = metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN
    return { frames: await page.evaluate<number>('seen.frames'), scriptMs: seconds * 1000 }
  }
  const before = await look()
  await during()
  const after = await look()
  await cdp.detach()
  return { frames: after.frames - before.frames, scriptMs: after.scriptMs - before.scriptMs }
}

/** What is said aloud of one task with a hundred ticks, from its beginning to its end. */
async function countAnnouncements(page: Page, server: MockServer): Promise<number> {
  await page.waitForFunction(`document.querySelector('[aria-live]') !== null`)
  const task = { taskId: 'one', taskType: 'import', title: 'Import' }
  say(server, 'ai:task:started', { ...task, message: 'Begun' })
  for (let tick = 1; tick <= 100; tick += 1) {
    // oxlint-disable-next-line no-await-in-loop -- as they come in life
    await setTimeout(450)
    say(server, 'ai:task:progress', { ...task, progress: tick, message: `Row ${tick}` })
  }
  say(server, 'ai:task:completed', { ...task, result: null, message: 'Done' })
  await setTimeout(3_000)
  const { announcements, events } = await page.evaluate<Pick<Seen, 'announcements' | 'events'>>(
    '({ announcements: seen.announcements, events: seen.events })',
  )
  await page.close()
  // What was not heard was not kept silent.
  return events === 100 && announcements > 0 ? announcements : Number.NaN
}

async function countFaint(page: Page): Promise<Faint> {
  const faint = await page.evaluate<Faint>('seen.countFaint()')
  await page.close()
  return faint.lookedAt > 0 ? faint : { ...faint, words: Number.NaN, marks: Number.NaN }
}

async function openPage(browser: Browser, site: string, subject: Subject, { url }: MockServer): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${site}/?subject=${subject}&server=${encodeURIComponent(url)}`)
  await page.waitForFunction('seen.isReady')
  await setTimeout(300)
  return page
}

/** Of the frames of a page that does nothing, the part that is missing. */
const lost = (busy: Work, idle: Work): number => Math.max(0, 1 - busy.frames / idle.frames)
