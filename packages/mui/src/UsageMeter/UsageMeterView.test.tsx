import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { staleUsage, usageFixtures } from './usageFixtures.ts'
import { usageLookNames } from './usageLook.ts'
import { usageMeterClasses } from './usageMeterClasses.ts'
import { UsageMeterView, type UsageMeterViewProps } from './UsageMeterView.tsx'

afterEach(cleanup)

describeWidget({
  name: 'TtUsageMeter',
  View: UsageMeterView,
  looks: [
    { session: staleUsage, action: 'More' },
    ...usageLookNames.map((name) => usageFixtures[name]),
    { ...usageFixtures.active, limitSeconds: null },
    { ...usageFixtures.reached, limitSeconds: 14_000 },
  ],
  classes: usageMeterClasses,
  slots: ['label', 'state', 'indicator', 'used', 'remaining', 'track', 'bar', 'note', 'action'],
  words: (first, second) => ({ label: first, active: second }),
})

const show = (props: UsageMeterViewProps) => render(<UsageMeterView {...props} />)

describe('U9 the meter', () => {
  test('is named by its label, and tells the truth in words where its value is clamped', () => {
    show({ session: { ...usageFixtures.reached.session, totalUsageSeconds: 18_600 }, limitSeconds: 18_000 })
    const meter = screen.getByRole('meter', { name: 'Usage' })
    expect(meter.ariaValueNow).toBe('18000')
    expect(meter.ariaValueMax).toBe('18000')
    expect(meter.ariaValueText).toBe('5 hr 10 min of 5 hr used, 10 min over')
    expect(screen.getByText('Limit reached')).toBeTruthy()
  })

  test('fills its groove to the part that was used, and never beyond', () => {
    const { rerender } = show(usageFixtures.active)
    const filled = () => {
      const [track, bar] = (['track', 'bar'] as const).map((slot) =>
        document.querySelector(`.${usageMeterClasses[slot]}`)?.getBoundingClientRect(),
      )
      return (bar?.width ?? 0) / ((track?.width ?? 0) - 2)
    }
    expect(filled()).toBeCloseTo(0.6)
    rerender(
      <UsageMeterView
        {...usageFixtures.capped}
        limitSeconds={9_000}
        slotProps={{ bar: { style: { transition: 'none' } } }}
      />,
    )
    expect(filled()).toBeCloseTo(1)
  })

  test('is plain text without a limit, and before the server has told one', () => {
    const { rerender } = show({ ...usageFixtures.active, limitSeconds: null })
    expect(screen.queryByRole('meter')).toBeNull()
    expect(screen.getByText('3 hr used, no limit')).toBeTruthy()
    rerender(<UsageMeterView {...usageFixtures.unknown} />)
    expect(screen.queryByRole('meter')).toBeNull()
    expect(screen.getByText('Loading')).toBeTruthy()
  })

  test('says since when its figures stand, and what went wrong', () => {
    show({ session: staleUsage, localeText: { asOf: (at) => `As of ${new Date(at).toISOString()}` } })
    expect(
      screen.getByText(
        'As of 2026-01-15T14:02:07.000Z · The usage server cannot be reached. It is tried again by itself.',
      ),
    ).toBeTruthy()
  })
})
