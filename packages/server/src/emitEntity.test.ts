import { type EventDefinition, TelltaleError } from '@telltale/protocol'
import { defineContract, entityEvents } from '@telltale/protocol/schemas'
import { expect, expectTypeOf, test } from 'vitest'
import { startServer } from '../test/support/startServer.ts'
import type { EntityName } from './emitEntity.ts'

type Escrow = { id: string; price: number; version: number }

/** A schema of no library: whoever speaks Standard Schema will do. */
const recordOf = <TRow>(numbers: readonly string[]): EventDefinition<TRow>['schema'] => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const wrong = numbers.filter((field) => typeof Object(value)[field] !== 'number')
      // What has these fields is a record, as far as this test goes.
      return wrong.length > 0
        ? { issues: [{ message: `Expected numbers: ${wrong.join()}` }] }
        : { value: value as TRow }
    },
  },
})

const contract = defineContract({
  events: entityEvents({ escrow: recordOf<Escrow>(['price', 'version']), lead: recordOf<{ id: string }>([]) }),
})

test('S1 tells the team of a change once, with its version and whose it was', async () => {
  const { rt, open } = await startServer({ contract })
  const [ada, bob, eve] = await Promise.all([open('ada/red'), open('bob/red'), open('eve')])
  const author = { userId: 'ada', teamId: 'red', mutationId: 'm1' }

  rt.emitEntity('escrow', 'created', { escrow: { id: '1', price: 5, version: 1 } }, author)
  rt.emitEntity('escrow', 'updated', { escrowId: '1', changes: { price: 6, version: 2 } }, author)
  rt.emitEntity('escrow', 'deleted', { escrowId: '1', version: 3 }, { userId: 'bob', teamId: 'red' })

  for (const line of [ada, bob]) {
    // oxlint-disable-next-line no-await-in-loop -- one line after the other
    await line.settled()
    const told = line.of('escrow:created', 'escrow:updated', 'escrow:deleted')
    expect(told.map(({ payload }) => payload)).toEqual([
      { escrow: { id: '1', price: 5, version: 1 }, version: 1, mutationId: 'm1', actorId: 'ada' },
      { escrowId: '1', changes: { price: 6, version: 2 }, version: 2, mutationId: 'm1', actorId: 'ada' },
      { escrowId: '1', version: 3, actorId: 'bob' },
    ])
    expect(told.map(({ meta }) => meta?.seq)).toEqual([1, 2, 3])
  }
  await eve.settled()
  expect(eve.of('escrow:created')).toEqual([])
})

test('S1 tells the author alone where there is no team', async () => {
  const { rt, open } = await startServer({ contract })
  const [ada, bob] = await Promise.all([open('ada/red'), open('bob/red')])

  rt.emitEntity('lead', 'deleted', { leadId: '7' }, { userId: 'ada' })

  await Promise.all([ada.settled(), bob.settled()])
  expect(ada.of('lead:deleted')).toMatchObject([
    { payload: { leadId: '7', actorId: 'ada' }, meta: { topic: 'user:ada' } },
  ])
  expect(bob.of('lead:deleted')).toEqual([])
})

test('throws at the caller what the contract does not allow', async () => {
  const { rt } = await startServer({ contract })
  const by = { userId: 'ada' }

  expectTypeOf<EntityName<typeof contract>>().toEqualTypeOf<'escrow' | 'lead'>()
  // @ts-expect-error -- no such entity
  expect(() => rt.emitEntity('deal', 'deleted', { dealId: '1' }, by)).toThrow(TelltaleError)
  // @ts-expect-error -- a price is a number
  expect(() => rt.emitEntity('escrow', 'created', { escrow: { id: '1', price: '5', version: 1 } }, by)).toThrow(/price/)
  // @ts-expect-error -- nothing is said of the changes
  expect(() => rt.emitEntity('escrow', 'updated', { escrowId: '1' }, by)).toThrow(TelltaleError)
})
