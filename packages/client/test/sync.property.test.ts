import type { Meta } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { befall, type Fate, fate, mend } from './support/fate.ts'
import { inVirtualTime, pass, world } from './support/world.ts'

inVirtualTime()

const projects = ['1', '2'] as const
type Project = (typeof projects)[number]

type Move = { do: 'emit'; project: Project; times: number } | Fate

const emission = fc.record({
  do: fc.constant('emit' as const),
  project: fc.constantFrom(...projects),
  times: fc.integer({ min: 1, max: 5 }),
})
const move: fc.Arbitrary<Move> = fc.oneof({ weight: 4, arbitrary: emission }, { weight: 10, arbitrary: fate })

/** One life of a client beside its server: what it hears of each project, in order. */
async function live(moves: readonly Move[], seed: number): Promise<Map<Project, (Meta | 'gap')[]>> {
  const { server, visit } = world({ seed })
  const client = visit({ getToken: () => 'ada' })
  const heard = new Map<Project, (Meta | 'gap')[]>(projects.map((project) => [project, []]))
  client.on('project:updated', ({ projectId }, meta) => {
    if (meta) heard.get(projectId as Project)?.push(meta) // the projects of this test are its only ones
  })
  client.onGap(({ topic, reason }) => {
    if (reason !== 'first') heard.get(topic.slice('project:'.length) as Project)?.push('gap')
  })
  const emit = (projectId: Project, text: string) =>
    server.rt
      .to(`project:${projectId}`)
      .emit('project:updated', { projectId, changes: { text }, updatedBy: 'ada', updatedAt: new Date().toISOString() })
  for (const project of projects) client.join(`project:${project}`)
  client.connect()

  for (const step of moves) {
    if (step.do !== 'emit') await befall({ server, client }, step)
    else for (let i = 0; i < step.times; i++) emit(step.project, 'x')
  }
  await mend({ server, client })
  for (const project of projects) emit(project, 'last')
  await pass(1_000)
  const states = projects.map((project) => client.topics.getSnapshot().get(`project:${project}`)?.state)
  expect(states).toEqual(['live', 'live'])
  client.destroy()
  await server.close()
  return heard
}

it('whatever happens to the line, each topic is heard by steps of one unless a gap was told, nothing twice, and up to its end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25, size: 'max' }), fc.integer(), async (moves, seed) => {
      const heard = await live(moves, seed)
      const beganAnew = moves.some((step) => step.do === 'restart' || step.do === 'stop')
      for (const outputs of heard.values()) {
        const metas = outputs.filter((output) => output !== 'gap')
        expect(new Set(metas.map(({ id }) => id)).size).toBe(metas.length)
        expect(metas.length).toBeGreaterThan(0)
        let before: Meta | null = null
        for (const output of outputs) {
          if (output === 'gap') {
            expect(beganAnew, 'a gap without a cause').toBe(true)
            before = null
          } else {
            if (before?.epoch === output.epoch) expect(output.seq).toBe((before?.seq ?? 0) + 1)
            before = output
          }
        }
      }
    }),
    { numRuns: 150 },
  )
}, 60_000)
