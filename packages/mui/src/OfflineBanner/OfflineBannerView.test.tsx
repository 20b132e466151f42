import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { pass } from '../../test/support/world.tsx'
import { bannerFixtures } from './bannerFixtures.ts'
import { bannerLook, bannerLookNames } from './bannerLook.ts'
import { offlineBannerClasses } from './offlineBannerClasses.ts'
import { OfflineBannerView } from './OfflineBannerView.tsx'

afterEach(cleanup)

const onRetry = vi.fn<() => void>()

describeWidget({
  name: 'TtOfflineBanner',
  View: OfflineBannerView,
  looks: [
    { ...bannerFixtures.reconnecting, onRetry },
    ...bannerLookNames.map((name) => ({ ...bannerFixtures[name], onRetry })),
  ],
  classes: offlineBannerClasses,
  slots: ['indicator', 'title', 'message', 'countdown', 'retryButton'],
  words: (first, second) => ({ reconnecting: first, nextTry: () => second }),
})

const { reconnecting, waitingForNetwork } = bannerFixtures
const same = { lastConnected: () => 'As of 13:59.' }

describe('the banner', () => {
  test('each fixture has the look that it is named after', () => {
    for (const name of bannerLookNames) expect(bannerLook(bannerFixtures[name].status, 0)?.look).toBe(name)
  })

  test('says which of the two facts it is, what waits, and how old what one sees is', () => {
    const { rerender } = render(<OfflineBannerView {...waitingForNetwork} localeText={same} />)
    expect(screen.getByRole('region', { name: 'Offline' }).textContent).toBe(
      'OfflineThis device has no network. 1 change waits to be sent. As of 13:59.',
    )
    rerender(<OfflineBannerView {...reconnecting} localeText={same} />)
    expect(screen.getByRole('region', { name: 'Reconnecting' }).textContent).toBe(
      'ReconnectingThe server cannot be reached. 2 changes wait to be sent. As of 13:59.Next try in 4 s',
    )
  })

  test('counts down by itself, for the eye alone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: reconnecting.now })
    onTestFinished(() => void vi.useRealTimers())
    render(<OfflineBannerView status={reconnecting.status} />)
    expect(screen.getByText('Next try in 4 s').ariaHidden).toBe('true')
    await pass(500)
    expect(screen.getByText('Next try in 3 s')).toBeTruthy()
    for (let seconds = 0; seconds < 3; seconds += 1) await pass(1_000)
    expect(screen.getByText('Trying now')).toBeTruthy()
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each(['connected', 'disconnected'] as const)('shows nothing while the line is %s', (state) => {
    const { container } = render(<OfflineBannerView status={{ ...reconnecting.status, state, phase: 'ready' }} />)
    expect(container.childElementCount).toBe(0)
  })

  test('offers to retry only where somebody listens', () => {
    const { rerender } = render(<OfflineBannerView {...reconnecting} />)
    expect(screen.queryByRole('button')).toBeNull()
    rerender(<OfflineBannerView {...reconnecting} onRetry={onRetry} />)
    screen.getByRole('button', { name: 'Retry now' }).click()
    expect(onRetry).toHaveBeenCalledOnce()
  })
})
