import { notifyManager, QueryClient, QueryObserver } from '@tanstack/query-core'
import { createRealtimeClient } from '@telltale/client'
import { defineContract, entityEvents } from '@telltale/protocol/schemas'
import { createMockServer } from '@telltale/testing'
import fc from 'fast-check'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEntitySync, defineEntity, list } from '../../src/query/index.ts'
import { holds } from './support/holds.ts'

// The real client and the real server classes, in virtual time: what the model takes for granted of the line.

const modules = ['escrow', 'listing', 'client', 'appointment', 'lead'] as const
type Module = (typeof modules)[number]

const recordSchema = v.object({ id: v.string(), title: v.string(), version: v.number() })
type Row = v.InferOutput<typeof recordSchema>

const contract = defineContract({
  events: entityEvents({
    escrow: recordSchema,
    listing: recordSchema,
    client: recordSchema,
    appointment: recordSchema,
    lead: recordSchema,
  }),
})

const byId = (one: Row, other: Row): number => (one.id < other.id ? -1 : 1)
const entityOf = <const TName extends Module>(name: TName) =>
  defineEntity<Row>()({
    name,
    version: { of: (row) => row.version },
    views: [list([name], { at: 'data', belongs: () => true, compare: byId })],
  })
const entities = {
  escrow: entityOf('escrow'),
  listing: entityOf('listing'),
  client: entityOf('client'),
  appointment: entityOf('appointment'),
  lead: entityOf('lead'),
}

type Kind = 'create' | 'update' | 'delete'
type Fault = 'drop' | 'offline' | 'online' | 'restart' | 'slow' | 'fast'
type Step =
  | { do: 'create' | 'update' | 'delete'; user: number; module: Module; which: number; passMs: number }
  | { do: Fault; passMs: number }

beforeEach(() => {
  notifyManager.setScheduler((run) => run())
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => void vi.useRealTimers())

/** A team at work: an API with a database, the server that tells of it, and so many people with caches of their own. */
function startTeam(people: number, seed: number) {
  const server = createMockServer({
    contract,
    seed,
    auth: (token) => ({ userId: String(token), name: String(token), teams: ['red'] }),
  })
  const tables = new Map<Module, Map<string, Row>>(modules.map((name) => [name, new Map()]))
  const tableOf = (name: Module): Map<string, Row> => tables.get(name) ?? new Map<string, Row>()
  const later = <TValue>(value: () => TValue): Promise<TValue> =>
    new Promise((resolve, reject) => {
      setTimeout(() => {
        try {
          resolve(value())
        } catch (error) {
          reject(error as Error)
        }
      }, 30)
    })
  const api = {
    list: (name: Module) => later(() => ({ data: [...tableOf(name).values()].sort(byId) })),
    write: (kind: Kind, name: Module, id: string, title: string | null, userId: string, mutationId: string) =>
      later(() => {
        const table = tableOf(name)
        const before = table.get(id)
        if (!before && kind !== 'create') throw new Error('no such record')
        const version = (before?.version ?? 0) + 1
        const author = { userId, teamId: 'red', mutationId }
        if (title === null) {
          table.delete(id)
          server.rt.emitEntity(name, 'deleted', { [`${name}Id`]: id, version } as never, author) // each module alike
          return undefined
        }
        const row: Row = { id, title, version }
        table.set(id, row)
        if (before)
          server.rt.emitEntity(name, 'updated', { [`${name}Id`]: id, changes: { title }, version } as never, author)
        else server.rt.emitEntity(name, 'created', { [name]: row } as never, author)
        return row
      }),
  }
  const users = Array.from({ length: people }, (_, index) => {
    const userId = `user-${index}`
    const line = createRealtimeClient({
      url: server.url,
      contract,
      getToken: () => userId,
      env: { connectivity: server.connectivity },
    })
    const queries = new QueryClient({
      defaultOptions: {
        queries: { staleTime: Infinity, gcTime: Infinity, retry: false, networkMode: 'always' },
        mutations: { gcTime: Infinity, networkMode: 'always' },
      },
    })
    const sync = createEntitySync(queries, Object.values(entities))
    const stops = modules.map((name) =>
      new QueryObserver(queries, { queryKey: [name], queryFn: () => api.list(name) }).subscribe(() => {}),
    )
    // An attached sync goes by names that its entities know, whatever else the contract adds.
    const detach = sync.attach(line as never)
    const release = line.acquire()
    const run = (name: Module, kind: Kind, id: string, title: string): void => {
      const { mutationFn } = sync.optimistic(
        entities[name],
        kind === 'create'
          ? {
              kind,
              record: () => ({ id, title, version: 0 }),
              mutationFn: (_: string, { mutationId }) => api.write(kind, name, id, title, userId, mutationId),
            }
          : kind === 'update'
            ? {
                kind,
                id: () => id,
                patch: () => ({ title }),
                mutationFn: (_: string, { mutationId }) => api.write(kind, name, id, title, userId, mutationId),
              }
            : {
                kind,
                id: () => id,
                mutationFn: (_: string, { mutationId }) => api.write(kind, name, id, null, userId, mutationId),
              },
      )
      queries
        .getMutationCache()
        .build(queries, { mutationFn })
        .execute(id)
        .catch(() => undefined)
    }
    const shown = () =>
      Object.fromEntries(modules.map((name) => [name, queries.getQueryData<{ data: Row[] }>([name])?.data]))
    const leave = (): void => {
      detach()
      release()
      for (const stop of stops) stop()
      sync.destroy()
      line.destroy()
      queries.clear()
    }
    return { line, run, shown, sync, leave }
  })
  const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))
  return {
    server,
    users,
    tableOf,
    pass,
    truth: () => Object.fromEntries(modules.map((name) => [name, [...tableOf(name).values()].sort(byId)])),
    close: async () => {
      for (const { leave } of users) leave()
      await pass(2_000)
      await server.close()
    },
  }
}

const deed = fc.record({
  do: fc.constantFrom('create', 'update', 'update', 'delete'),
  user: fc.nat(9),
  module: fc.constantFrom(...modules),
  which: fc.nat(9),
  passMs: fc.nat(80),
})
const fault = fc.record({
  do: fc.constantFrom<Fault>('drop', 'offline', 'online', 'restart', 'slow', 'fast'),
  passMs: fc.nat(2_000),
})
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: deed as fc.Arbitrary<Step> }, { weight: 1, arbitrary: fault }),
  { minLength: 5, maxLength: 30, size: 'max' },
)

function befall({ network }: ReturnType<typeof createMockServer>, what: Fault): void {
  if (what === 'slow' || what === 'fast') network.latency(what === 'slow' ? 150 : 0)
  else if (what === 'restart') network.restart(200)
  else network[what]()
}

async function work(people: number, story: readonly Step[], seed: number): Promise<void> {
  const team = startTeam(people, seed)
  await team.pass(500)
  for (const [index, step] of story.entries()) {
    if ('module' in step) {
      const made = [...team.tableOf(step.module).keys()]
      // Ids are never used again, as those that an app makes are not.
      const id = step.do === 'create' ? `new ${index}` : made[step.which % Math.max(1, made.length)]
      if (id !== undefined) team.users[step.user % people]?.run(step.module, step.do, id, `title ${index}`)
    } else befall(team.server as never, step.do) // of whatever contract
    await team.pass(step.passMs)
  }
  team.server.network.online()
  team.server.network.latency(0)
  // The server tells its heads every 30 s.
  await team.pass(45_000)
  for (const { shown, sync } of team.users) {
    expect(shown()).toEqual(team.truth())
    expect(sync.leftovers()).toMatchObject({ operations: 0, refetches: 0 })
  }
  await team.close()
}

describe('a team over the real client and server', () => {
  it('of two sees each other’s changes of all five modules within a second (S1, S2, S8)', async () => {
    const { users, pass, tableOf, truth, close } = startTeam(2, 1)
    const [ada, bob] = users
    await pass(500)
    for (const kind of ['create', 'update', 'delete'] as const) {
      for (const name of modules) ada?.run(name, kind, '1', kind)
      await pass(1)
      // Shown at once to who did it, before the server has heard of it.
      const own = modules.map((name) => ada?.shown()[name]?.[0]?.title)
      expect(own).toEqual(modules.map(() => (kind === 'delete' ? undefined : kind)))
      await pass(500)
      expect(bob?.shown()).toEqual(truth())
      expect(ada?.shown()).toEqual(truth())
    }
    expect(tableOf('escrow').size).toBe(0)
    await close()
  })

  it('of ten ends equal, whatever happens to the line (S8)', { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(steps, fc.integer(), (story, seed) => work(10, story, seed))
    await expect(holds(property, 5)).resolves.toBe(true)
  })

  it('of three does, more often', { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(steps, fc.integer(), (story, seed) => work(3, story, seed))
    await expect(holds(property, 20)).resolves.toBe(true)
  })
})
