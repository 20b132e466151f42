import { createTheme, ThemeProvider } from '@mui/material/styles'
import { useUsageSession, type UsageSessionOptions } from '@telltale/react'
import { advance } from '@telltale/react/testing'
import { createMockUsage, type MockUsage, type MockUsageOptions } from '@telltale/testing'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test } from 'vitest'
import { inVirtualTime, listen } from '../../test/support/world.tsx'
import { UsageMeter } from './UsageMeter.tsx'

inVirtualTime()

let running: MockUsage | null = null
// Before the page is taken down: what runs there is renewed as long as it is not ended.
afterEach(async () => {
  if (running === null) return
  await running.end()
  await advance(31_000)
  cleanup()
  await advance(2_000)
  running.close()
  running = null
})

function Recorder({ usage }: { usage: UsageSessionOptions }) {
  const { startSession, stopSession, pause } = useUsageSession({ ...usage, select: (session) => session })
  return (
    <>
      <button onClick={() => void startSession()}>start</button>
      <button onClick={() => void stopSession()}>stop</button>
      <button onClick={() => void pause()}>pause</button>
    </>
  )
}

/** A meter and its recorder on a backend, all of which end with the test. */
async function metered(options: MockUsageOptions, meters = 1, theme = createTheme()): Promise<MockUsage> {
  sessionStorage.clear()
  const usage = createMockUsage(options)
  const to: UsageSessionOptions = { fetch: usage.fetch, env: { connectivity: usage.connectivity, monotonic: Date.now } }
  running = usage
  render(
    <StrictMode>
      <Recorder usage={to} />
      <ThemeProvider theme={theme}>
        {Array.from({ length: meters }, (_, index) => (
          <UsageMeter key={index} usage={to} />
        ))}
      </ThemeProvider>
    </StrictMode>,
  )
  await advance(100)
  return usage
}

const press = (name: string) => fireEvent.click(screen.getByText(name))
const figures = () => screen.getAllByRole('meter')[0]?.ariaValueText
const words = () => document.querySelector('.TtUsageMeter-state')?.textContent

describe('U9 the meter of a session', () => {
  test('counts by the server, second by second, and U7 keeps what remains after the stop', async () => {
    await metered({ capMs: 3_600_000 })
    expect([words(), figures()]).toEqual(['Not running', '0 min of 1 hr used, 1 hr left'])
    press('start')
    await advance(60_500)
    expect([words(), figures()]).toEqual(['Running', '1 min of 1 hr used, 59 min left'])
    press('stop')
    const seen = new Set<string | null | undefined>()
    for (let i = 0; i < 5; i += 1) {
      await advance(100)
      seen.add(figures())
    }
    expect([...seen]).toEqual(['1 min of 1 hr used, 59 min left'])
    expect(words()).toBe('Stopped')
  })

  test('stands while it is paused', async () => {
    await metered({ capMs: 3_600_000 })
    press('start')
    await advance(10_000)
    press('pause')
    await advance(20_000)
    expect([words(), figures()]).toEqual(['Paused', '0 min of 1 hr used, 59 min 50 sec left'])
  })

  test('says since when its figures stand once the stream is lost', async () => {
    const usage = await metered({ capMs: 3_600_000 })
    act(() => usage.network.stop())
    await advance(20_000)
    expect(document.querySelector('.TtUsageMeter-note')?.textContent).toMatch(/^As of /)
    act(() => usage.network.start())
    await advance(40_000)
    expect(document.querySelector('.TtUsageMeter-note')).toBeNull()
  })

  test('renders on a server without figures', () => {
    expect(renderToString(<UsageMeter />)).toContain('Loading')
  })
})

describe('what a screen reader hears', () => {
  test('U6 that the limit is near, and that it is reached, each once by however many meters, and nothing between', async () => {
    await metered({ capMs: 1_810_000 }, 3)
    const heard = listen()
    press('start')
    await advance(100_000)
    expect(heard).toEqual(['status: Near the limit, 30 min left'])
    await advance(1_720_000)
    expect([words(), heard]).toEqual([
      'Stopped at the limit',
      ['status: Near the limit, 30 min left', 'alert: Stopped at the limit'],
    ])
  }, 60_000)

  test('nothing of how another person’s usage was found', async () => {
    const [ada, bob] = [createMockUsage({ capMs: 7_200_000 }), createMockUsage({ capMs: 60_000 })]
    const to = (usage: MockUsage, identity: string): UsageSessionOptions => {
      return { identity, fetch: usage.fetch, env: { connectivity: usage.connectivity, monotonic: Date.now } }
    }
    const both = (usage: UsageSessionOptions) => (
      <>
        <UsageMeter usage={usage} />
        <UsageMeter usage={bobs} />
      </>
    )
    const [adas, bobs] = [to(ada, 'ada'), to(bob, 'bob')]
    const { rerender } = render(both(adas))
    await advance(5_000)
    const heard = listen()
    rerender(both(bobs))
    await advance(5_000)
    expect([words(), heard]).toEqual(['Near the limit', []])
    cleanup()
    await advance(5_000)
    for (const usage of [ada, bob]) usage.close()
  })

  test('nothing of a limit that the theme has taken away', async () => {
    const heard = listen()
    const theme = createTheme({ components: { TtUsageMeter: { defaultProps: { limitSeconds: null } } } })
    await metered({ capMs: 1_810_000 }, 1, theme)
    press('start')
    await advance(100_000)
    expect([words(), heard]).toEqual(['Running', []])
  })

  test('nothing of how usage was found', async () => {
    const heard = listen()
    await metered({ capMs: 60_000 })
    await advance(10_000)
    expect([words(), heard]).toEqual(['Near the limit', []])
  })
})
