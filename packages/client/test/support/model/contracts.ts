import { defineContract } from '@telltale/protocol/schemas'
import * as v from 'valibot'

/** An app's own events and requests; the client's contract refuses the odd ones. */
const contractOf = (takesOdd: boolean) => {
  const isTaken = v.check((isOdd: boolean) => takesOdd || !isOdd)
  const schema = v.object({ n: v.number(), isOdd: v.pipe(v.boolean(), isTaken) })
  return defineContract({
    events: {
      'deal:won': { schema },
      'deal:progress': { class: 'state', schema: v.object({ n: v.number() }) },
      'deal:rumour': { class: 'volatile', schema },
    },
    requests: { 'deal:close': { schema: v.object({ n: v.number() }), data: v.object({ n: v.number() }) } },
  })
}

export const serverContract = contractOf(true)
export const clientContract = contractOf(false)
export type AppContract = typeof clientContract
