import { TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createCommandMemory } from '../src/commandMemory.ts'

const windowMs = 600_000
const outcomes = ['applied', 'not_found', 'server_busy', 'thrown'] as const
type Outcome = (typeof outcomes)[number]

const user = fc.constantFrom('ada', 'bob')
const id = fc.constantFrom('1', '2', '3')
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), user, id }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      which: fc.nat(),
      outcome: fc.constantFrom(...outcomes),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1000, 300_000, windowMs) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer TStep> ? TStep : never

const errors: Record<Exclude<Outcome, 'applied'>, () => Error> = {
  not_found: () => new TelltaleError('not_found', 'no such deal'),
  server_busy: () => new TelltaleError('server_busy', 'later'),
  thrown: () => new Error('a bug'),
}
const isFinal = (outcome: Outcome): boolean => outcome === 'applied' || outcome === 'not_found'

type Run = { key: string; endedAt: number | null; outcome: Outcome | null; finish: (outcome: Outcome) => void }

/** For each command that was sent, what came of it beside what has to. */
type Played = { seen: unknown[]; right: unknown[] }

async function play(steps: readonly Step[]): Promise<Played> {
  const commands = createCommandMemory(windowMs)
  const runs: Run[] = []
  const answers: { run: Run; answer: Promise<string> }[] = []
  const played: Played = { seen: [], right: [] }

  for (const now of steps) {
    if (now.do === 'wait') vi.advanceTimersByTime(now.ms)
    if (now.do === 'sweep') commands.sweep()
    if (now.do === 'finish') {
      const open = runs.filter(({ outcome }) => outcome === null)
      open[now.which % open.length]?.finish(now.outcome)
    }
    if (now.do === 'send') {
      const key = `${now.user} ${now.id}`
      const before = runs.findLast((run) => run.key === key)
      const answer = commands
        .once(
          now.user,
          now.id,
          () =>
            new Promise((resolve, reject) => {
              const run: Run = {
                key,
                endedAt: null,
                outcome: null,
                finish: (outcome) => {
                  run.outcome = outcome
                  run.endedAt = Date.now()
                  if (outcome === 'applied') resolve(`applied ${runs.indexOf(run)}`)
                  else reject(errors[outcome]())
                },
              }
              runs.push(run)
            }),
        )
        .then(String, (error: unknown) => (TelltaleError.is(error) ? error.code : 'thrown'))
      const last = runs.findLast((run) => run.key === key)
      if (last === undefined) throw new Error('nothing was run')
      // It runs again if, and only if, the one before has ended without being applied, or longer ago than the window.
      const isKnown =
        before !== undefined &&
        (before.outcome === null || (isFinal(before.outcome) && Date.now() < (before.endedAt ?? 0) + windowMs))
      played.seen.push(last === before)
      played.right.push(isKnown)
      answers.push({ run: last, answer })
    }
    // What was finished is settled before anything else comes in.
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  for (const run of runs) if (run.outcome === null) run.finish('applied')
  for (const { run, answer } of answers) {
    played.seen.push(await answer)
    played.right.push(run.outcome === 'applied' ? `applied ${runs.indexOf(run)}` : run.outcome)
  }
  return played
}

test('C3 a command is applied at most once within the window, under any repeats; all of them get the one answer', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const { seen, right } = await play(steps)
      expect(seen).toEqual(right)
    }),
    { numRuns: 500 },
  )
})
