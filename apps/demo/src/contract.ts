import { defineContract, entityEvents } from '@telltale/protocol/schemas'
import * as v from 'valibot'
import { recordSchema } from './modules.ts'

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))

/** What the page and the server of the demo agree upon, beside Telltale's own events. */
export const contract = defineContract({
  events: entityEvents({
    escrow: recordSchema,
    listing: recordSchema,
    client: recordSchema,
    appointment: recordSchema,
    lead: recordSchema,
  }),
  requests: {
    // Puts a notification on the screens of another person.
    'demo:notify': {
      schema: v.object({ toUserId: text, title: text, type: v.picklist(['info', 'success', 'warning', 'error']) }),
      data: v.null(),
    },
    // Begins a task of the person who asks. A broken file fails once, and can be tried again.
    'demo:import-leads': { schema: v.object({ isBroken: v.boolean() }), data: v.null() },
    // Begins an analysis of the project, for all to see.
    'demo:check-records': { schema: v.object({}), data: v.null() },
  },
})

/** The project in which all people of the demo meet, and the team that shares its records. */
export const projectId = 'demo'
export const teamId = 'demo'

declare module '@telltale/react' {
  interface Register {
    contract: typeof contract
  }
}
