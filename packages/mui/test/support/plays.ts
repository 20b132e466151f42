import type { WireParameters } from '@telltale/storybook-addon'
import type { Scenario } from '@telltale/testing'
import { expect } from 'storybook/test'

/** The parameters of a story that begins with a scenario. */
export const plays = (scenario: Scenario): { wire: WireParameters } => ({ wire: { scenario } })

/** For what comes by a scenario: longer than any of them, and than a busy machine adds. */
export const soon = { timeout: 8_000 }

/** Waits for an end, and sees that a progressbar has moved until then, and never back. */
export async function onlyRises(bar: HTMLElement, end: () => Promise<unknown>): Promise<void> {
  const values: number[] = []
  const observer = new MutationObserver(() => values.push(Number(bar.getAttribute('aria-valuenow'))))
  observer.observe(bar, { attributeFilter: ['aria-valuenow'] })
  await end()
  observer.disconnect()
  await expect(values.length).toBeGreaterThan(1)
  await expect(values).toEqual(values.toSorted((one, other) => one - other))
}
