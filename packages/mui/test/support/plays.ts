import type { WireParameters } from '@telltale/storybook-addon'
import type { Scenario } from '@telltale/testing'

/** The parameters of a story that begins with a scenario. */
export const plays = (scenario: Scenario): { wire: WireParameters } => ({ wire: { scenario } })

/** Each value that a progressbar has from now on, and how to end that. */
export function follow(bar: HTMLElement): { values: readonly number[]; stop: () => void } {
  const values: number[] = []
  const observer = new MutationObserver(() => values.push(Number(bar.getAttribute('aria-valuenow'))))
  observer.observe(bar, { attributeFilter: ['aria-valuenow'] })
  return { values, stop: () => observer.disconnect() }
}
