import type { EndedSession, UsageFigures, UsagePing, UsageSessionState } from '@telltale/protocol'
import { createMockUsage, type MockUsage, type MockUsageOptions } from '@telltale/testing'
import { expect, onTestFinished, vi } from 'vitest'
import { createUsageStream, postUsage, type UsageStream, type UsageStreamOptions } from '../../../src/index.ts'
import { pass } from './usageWorld.ts'

/** A page: its stream, and what it takes for true by what came over it. */
export type Page = {
  stream: UsageStream
  /** The newest state. */
  state: UsageSessionState | null
  last: EndedSession | null
  /** The names of all events, heartbeats aside. */
  names: string[]
  heartbeats: UsageFigures[]
}

export type BackendWorld = {
  usage: MockUsage
  open: (options?: UsageStreamOptions) => Promise<Page>
  /** Pings as the guest, and gives the session of the answer. */
  ping: (ping: UsagePing) => Promise<UsageSessionState>
  /** Stops as a page does that goes away: text, without a header. */
  beacon: (sessionId: string) => Promise<unknown>
  /** Ends everything, and sees that nothing is left. The test's end does the same. */
  end: () => Promise<void>
}

/** The real usage handlers and the real client, with nothing made up between them but the network. */
export function backendWorld(options?: MockUsageOptions): BackendWorld {
  const usage = createMockUsage(options)
  const pages: Page[] = []
  let hasEnded = false
  const end = async (): Promise<void> => {
    if (hasEnded) return
    hasEnded = true
    usage.network.online()
    usage.network.thaw()
    for (const { stream } of pages) stream.destroy()
    await pass(1000)
    expect(usage.leftovers(), 'left at the server after every client has ended').toEqual({ lines: 0, listeners: 0 })
    usage.close()
    expect(vi.getTimerCount(), 'timers left').toBe(0)
  }
  onTestFinished(end)

  return {
    usage,
    end,
    open: async (more) => {
      const stream = createUsageStream({
        fetch: usage.fetch,
        ...more,
        env: { random: () => 0.5, connectivity: usage.connectivity, ...more?.env },
      })
      const page: Page = { stream, state: null, last: null, names: [], heartbeats: [] }
      pages.push(page)
      const hear = (name: string) => (state: UsageSessionState) => {
        page.names.push(name)
        if (page.state === null || isNewer(state, page.state, name === 'state')) page.state = state
      }
      for (const name of ['created', 'closed', 'expired', 'capped'] as const) stream.on(`session:${name}`, hear(name))
      stream.on('session:state', (state) => {
        page.last = state.last
        hear('state')(state)
      })
      stream.on('session:heartbeat', (figures) => {
        page.heartbeats.push(figures)
        if (page.state && isNewer(figures, page.state, false)) page.state = { ...page.state, ...figures }
      })
      stream.connect()
      await pass(0)
      return page
    },
    ping: async (body) => {
      const outcome = await postUsage('/api/usage', body, { fetch: usage.fetch })
      await pass(0)
      if (!outcome.ok) throw outcome.error
      return outcome.data
    },
    beacon: (sessionId) =>
      usage.fetch('/api/usage/ping', { method: 'POST', body: JSON.stringify({ active: false, sessionId }) }),
  }
}

/** By the rule of the protocol: higher in one epoch; another epoch wins in a state. */
function isNewer(next: UsageFigures, than: UsageFigures, isState: boolean): boolean {
  const [epoch, seq] = next.revision.split('.')
  const [thanEpoch, thanSeq] = than.revision.split('.')
  if (epoch !== thanEpoch) return isState
  return Number(seq) > Number(thanSeq) || (seq === thanSeq && next.as_of >= than.as_of)
}
