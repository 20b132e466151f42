import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everything, live, type Scenario, story } from './support/model.ts'
import { holds } from './support/holds.ts'

const usual = { ids: 'client', echoes: true, with: everything } as const

/** What DESIGN §5 promises: nothing wrong at quiet, and on the way only where there are versions. */
const promised: Record<string, Scenario> = {
  'versions, events in any order, some twice': { ...usual, versions: 'contiguous', line: 'wild' },
  'versions, no mutation ids': { ...usual, versions: 'contiguous', line: 'wild', echoes: false },
  'versions, ids made by the server': { ...usual, versions: 'contiguous', line: 'marked', ids: 'temp' },
  'versions, our server': { ...usual, versions: 'contiguous', line: 'marked' },
  'versions, events that get lost until the next heads': { ...usual, versions: 'contiguous', line: 'lossy' },
  'times for versions, our server': { ...usual, versions: 'stamps', line: 'marked' },
  'no versions, our server': { ...usual, versions: 'none', line: 'marked' },
  'no versions, a plain server, all told twice (S1)': { ...usual, versions: 'none', line: 'ordered', toldTwice: true },
  'no versions, no mutation ids, a plain server': { ...usual, versions: 'none', line: 'ordered', echoes: false },
  'versions, the lowest query-core': { ...usual, versions: 'contiguous', line: 'wild', core: 'lowest' },
}

/** Where DESIGN §5 promises no more than to be right after the next refetch. */
const unpromised: Record<string, Scenario> = {
  'no versions, events in any order': { ...usual, versions: 'none', line: 'wild', refetches: true },
  'no versions, events that get lost': { ...usual, versions: 'none', line: 'lossy', refetches: true },
  'times for versions, events in any order': { ...usual, versions: 'stamps', line: 'wild', refetches: true },
  'ids made by the server, no mutation ids': {
    ...usual,
    versions: 'contiguous',
    line: 'wild',
    ids: 'temp',
    echoes: false,
    refetches: true,
  },
}

const check = (scenario: Scenario) =>
  holds(
    fc.asyncProperty(story(scenario), (happenings) => live(scenario, happenings)),
    500,
  )

describe('queries of several clients (S2, S3, S8)', () => {
  it.each(Object.entries(promised))(
    'are what the server has at quiet: %s',
    { timeout: 3_600_000 },
    async (_, scenario) => {
      await expect(check(scenario)).resolves.toBe(true)
    },
  )

  it.each(Object.entries(unpromised))(
    'are that after the next refetch: %s',
    { timeout: 3_600_000 },
    async (_, scenario) => {
      await expect(check(scenario)).resolves.toBe(true)
    },
  )
})
