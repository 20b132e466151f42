import { createRealtimeClient } from '@telltale/client'
import { createMockServer, createMockUsage, type MockServer, type MockUsage } from '@telltale/testing'
import fc from 'fast-check'
import { type ReactNode, startTransition, StrictMode, Suspense, useEffect, useLayoutEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RealtimeProvider, useNotifications, useRealTimeAnalysis, useUsageSession } from './index.ts'
import { virtualTime } from './testing/virtualTime.ts'

// React renders, shows that a while later, and runs effects later still. What happens meanwhile must be told to who has
// seen what was before it, and to nobody else. No `act` here: it would let none of that time pass.

// React takes the platform's timers when it is loaded; what it waits for has to pass in virtual time too.
const platform = vi.hoisted(() => {
  const { setTimeout: set, clearTimeout: clear } = globalThis
  globalThis.setTimeout = ((run: () => void, ms?: number) => globalThis.setTimeout(run, ms)) as typeof set
  globalThis.clearTimeout = (timer) => globalThis.clearTimeout(timer)
  return { setTimeout: set, clearTimeout: clear }
})
Object.assign(globalThis, platform)

const acting = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...virtualTime] })
  acting.IS_REACT_ACT_ENVIRONMENT = false
})
afterEach(() => {
  vi.useRealTimers()
  acting.IS_REACT_ACT_ENVIRONMENT = true
})

/** A task of the browser's own, as React's scheduler uses them. */
const task = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => (port1.close(), resolve()))
    port1.start()
    port2.postMessage(null)
  })

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let tasks = 0; tasks < 8; tasks += 1) await task()
}

/** A place where components may suspend until it is opened. */
function makeGate() {
  let isOpen = false
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return {
    Gate: (): null => {
      // As libraries do that work with both Reacts.
      // oxlint-disable-next-line no-throw-literal
      if (!isOpen) throw opened
      return null
    },
    open: () => {
      isOpen = true
      open()
    },
  }
}

/** What a component showed when it came. */
type First = { analysisId: string | null; isOver: boolean; issues: number; notifications: number }

/** What one component showed when it came, and what it was told since. */
class Seen {
  first: First | null = null
  readonly told: string[] = []

  readonly show = (now: First): void => {
    this.first ??= now
  }
}

function Watcher({ seen }: { seen: Seen }): ReactNode {
  const { analysisId, status, issues } = useRealTimeAnalysis({
    projectId: '1',
    onIssue: ({ issue }) => seen.told.push(`issue ${issue.id}`),
    onComplete: (data) => seen.told.push(`complete ${data.analysisId}`),
    onCancelled: (data) => seen.told.push(`cancelled ${data.analysisId}`),
    onError: (data) => seen.told.push(`error ${data.analysisId}`),
  })
  const { notifications } = useNotifications({
    userId: 'ada',
    onNotification: ({ title }) => seen.told.push(`notification ${title}`),
  })
  useLayoutEffect(() => {
    const isOver = status === 'complete' || status === 'cancelled' || status === 'error'
    seen.show({ analysisId, isOver, issues: issues.length, notifications: notifications.length })
  })
  return null
}

/** In a transition React keeps what is there until the rest has arrived, and interrupts its work. */
type Mount = 'mount' | 'mount in a transition'
type Deed = { after: number; what: 'start' | 'issue' | 'complete' | 'cancel' | 'fail' | 'notify' | 'gate' | Mount }

const deed = fc.record({
  after: fc.nat(60),
  what: fc.constantFrom<Deed['what']>('start', 'issue', 'issue', 'complete', 'cancel', 'fail', 'notify', 'notify'),
})

/** Happenings, and among them those of the page: a component is asked for, and what it suspended on is there. */
const story = fc
  .tuple(fc.array(deed, { maxLength: 14, size: 'max' }), fc.nat(5), fc.nat(3), fc.nat(60), fc.nat(60), fc.boolean())
  .map(([deeds, mount, gate, mountAfter, gateAfter, isUrgent]): Deed[] => {
    const all = [...deeds]
    all.splice(Math.min(mount, all.length), 0, {
      after: mountAfter,
      what: isUrgent ? 'mount' : 'mount in a transition',
    })
    all.splice(Math.min(mount + 1 + gate, all.length), 0, { after: gateAfter, what: 'gate' })
    return all
  })

/** Lets the server do things to a project and a person, and keeps what a listener must be told, in order. */
function startDoing({ rt }: MockServer) {
  const told: string[] = []
  let running: ReturnType<typeof rt.startAnalysis> | null = null
  let count = 0
  const end = (how: 'complete' | 'cancel' | 'fail'): void => {
    if (!running) return
    const { analysisId } = running
    if (how === 'complete') running.complete()
    else if (how === 'cancel') running.cancel('bob')
    else running.fail({ code: 'internal', message: 'No luck' })
    told.push(`${{ complete: 'complete', cancel: 'cancelled', fail: 'error' }[how]} ${analysisId}`)
    running = null
  }
  return {
    told,
    do: (what: Deed['what']): void => {
      count += 1
      switch (what) {
        case 'start':
          end('complete')
          running = rt.startAnalysis('1', { detectors: [{ id: 'links', name: 'Links' }] })
          told.push(`start ${running.analysisId}`)
          return
        case 'issue':
          if (!running) return
          running.issue({ id: `${count}`, detector: 'links', severity: 'high', message: 'Broken' })
          told.push(`issue ${count}`)
          return
        case 'complete':
        case 'cancel':
        case 'fail':
          return end(what)
        case 'notify':
          rt.notifyUser('ada', { type: 'info', title: `${count}` })
          told.push(`notification ${count}`)
      }
    },
  }
}

/** Of all that has happened, what is news to who saw that first. */
function newsAfter(told: readonly string[], first: First): string[] {
  const notifications = told.filter((one) => one.startsWith('notification')).slice(first.notifications)
  const analyses = told.filter((one) => !one.startsWith('notification'))
  const begin = first.analysisId === null ? 0 : analyses.indexOf(`start ${first.analysisId}`) + 1
  const news = analyses.slice(begin + first.issues + (first.isOver ? 1 : 0)).filter((one) => !one.startsWith('start'))
  return [...news, ...notifications]
}

const inOneOrder = (told: readonly string[]): string[] => [
  ...told.filter((one) => !one.startsWith('notification')),
  ...told.filter((one) => one.startsWith('notification')),
]

/**
 * Renders two components, each in a root of its own, so that what one shows is no reason to render the other again: one
 * that is there from the start, and one that waits for `mount` and then suspends until `open`. React shows it a while
 * after that, for it does not let one thing pop up right after the other.
 */
function stage(wrap: (children: ReactNode) => ReactNode, always: ReactNode, late: ReactNode) {
  const { Gate, open } = makeGate()
  const signal = new EventTarget()
  const Page = (): ReactNode => {
    const [isMounted, setMounted] = useState(false)
    useEffect(() => {
      const mountNow = (): void => setMounted(true)
      const mountLater = (): void => startTransition(mountNow)
      signal.addEventListener('mount', mountNow)
      signal.addEventListener('mount in a transition', mountLater)
      return () => {
        signal.removeEventListener('mount', mountNow)
        signal.removeEventListener('mount in a transition', mountLater)
      }
    }, [])
    return (
      <Suspense fallback={null}>
        {isMounted && (
          <>
            {late}
            <Gate />
          </>
        )}
      </Suspense>
    )
  }
  const roots = [always, <Page key="page" />].map((children) => {
    const root = createRoot(document.createElement('div'))
    root.render(wrap(children))
    return root
  })
  return {
    mount: (how: Mount) => signal.dispatchEvent(new Event(how)),
    open,
    leave: async () => {
      for (const root of roots) root.unmount()
      await pass(2_000)
    },
  }
}

const inMode = (isStrict: boolean, children: ReactNode): ReactNode =>
  isStrict ? <StrictMode>{children}</StrictMode> : children

async function play(deeds: readonly Deed[], isStrict: boolean): Promise<{ first: First | null; told: number }> {
  const server = createMockServer()
  const { url, connectivity } = server
  const client = createRealtimeClient({ url, getToken: () => 'ada', env: { connectivity } })
  const [always, late] = [new Seen(), new Seen()]
  // The app's contract is the kit's own here.
  const wrap = (children: ReactNode): ReactNode =>
    inMode(isStrict, <RealtimeProvider client={client as never}>{children}</RealtimeProvider>)
  const { mount, open, leave } = stage(wrap, <Watcher seen={always} />, <Watcher seen={late} />)
  await pass(500)
  const doing = startDoing(server)
  for (const { after, what } of deeds) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await pass(after)
    if (what === 'mount' || what === 'mount in a transition') mount(what)
    else if (what === 'gate') open()
    else doing.do(what)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await pass(0)
  }
  await pass(500)
  await pass(500)
  await pass(500)
  const nothing: First = { analysisId: null, isOver: false, issues: 0, notifications: 0 }
  expect(inOneOrder(always.told)).toEqual(newsAfter(doing.told, nothing))
  expect(late.first).not.toBeNull()
  expect(inOneOrder(late.told)).toEqual(newsAfter(doing.told, late.first ?? nothing))
  await leave()
  client.destroy()
  await pass(1)
  await server.close()
  return { first: late.first, told: late.told.length }
}

describe.each([
  ['in StrictMode', true],
  ['outside of StrictMode', false],
])('callbacks of a component that comes while things happen, %s,', (_, isStrict) => {
  it(
    'tell all that happens after what it showed first, each once, and nothing before (R5, R6, R11)',
    { timeout: 120_000 },
    async () => {
      const seen = { running: 0, told: 0 }
      const property = fc.asyncProperty(story, async (deeds) => {
        const { first, told } = await play(deeds, isStrict)
        if (first?.isOver === false && first.analysisId !== null) seen.running += 1
        if (told > 0) seen.told += 1
      })
      await fc.assert(property, { numRuns: 100 })
      expect(seen.running).toBeGreaterThan(0)
      expect(seen.told).toBeGreaterThan(0)
    },
  )

  it.each<[string, (usage: MockUsage) => unknown, unknown]>([
    ['end', (usage) => usage.end(), 'admin'],
    ['threshold', () => {}, 11],
  ])('tell the %s of a session that they had shown before, once (U6, U11)', async (_what, happen, news) => {
    sessionStorage.clear()
    const usage = createMockUsage({ capMs: 20_000 })
    const options = { fetch: usage.fetch, env: { connectivity: usage.connectivity } }
    const told: unknown[] = []
    let start = (): void => {}
    const Always = (): null => {
      const { startSession } = useUsageSession(options)
      useEffect(() => void (start = () => void startSession()))
      return null
    }
    const Late = (): null => {
      const { status, timeRemainingSeconds } = useUsageSession({
        ...options,
        thresholds: [19, 11],
        onThreshold: (seconds) => told.push(seconds),
        onEnd: ({ endedBy }) => told.push(endedBy),
      })
      useLayoutEffect(() => void (told.length === 0 && told.push(`${status} ${timeRemainingSeconds}`)))
      return null
    }
    const { mount, open, leave } = stage((children) => inMode(isStrict, children), <Always />, <Late />)
    await pass(10)
    start()
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (let passes = 0; passes < 10; passes += 1) await pass(980)
    mount('mount')
    await pass(1)
    open()
    await pass(1)
    // Rendered, and not shown yet by React 19.
    await happen(usage)
    await pass(220)
    await pass(200)
    expect(told).toEqual(['active 12', news])
    await usage.end()
    await leave()
    await pass(31_000)
    usage.close()
  })
})
