import fc from 'fast-check'
import { expect, it } from 'vitest'
import { holds } from './support/holds.ts'
import { everything, live, type Scenario, story } from './support/model.ts'

// The model must be able to fail: what people write by hand does, with only the list that it knows of.

const usual = { ids: 'client', echoes: true, with: everything, queries: ['all'] } as const

const controls: Record<string, Scenario> = {
  'the template (S2), events in order and nothing else': {
    ...usual,
    with: ['create', 'update', 'delete'],
    versions: 'none',
    line: 'marked',
    strategy: 'template',
  },
  'the template (S2), with everything': { ...usual, versions: 'contiguous', line: 'wild', strategy: 'template' },
  'invalidateQueries for each event, with everything': {
    ...usual,
    versions: 'contiguous',
    line: 'marked',
    strategy: 'invalidate',
  },
}

it.each(Object.entries(controls))('fails with %s', async (_, scenario) => {
  const result = await fc.check(
    fc.asyncProperty(story(scenario), (happenings) => live(scenario, happenings)),
    { numRuns: 500, endOnFailure: true },
  )
  expect(result.failed).toBe(true)
})

it.each(Object.entries(controls))('holds with ours in the place of %s', async (_, { strategy: __, ...scenario }) => {
  const property = fc.asyncProperty(story(scenario), (happenings) => live(scenario, happenings))
  await expect(holds(property, 100)).resolves.toBe(true)
})
