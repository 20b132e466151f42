import { defineContract } from '@telltale/protocol/schemas'
import * as v from 'valibot'

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))

/** What the page and the server of the demo agree upon, beside Telltale's own events. */
export const contract = defineContract({
  requests: {
    // Puts a notification on the screens of another person.
    'demo:notify': { schema: v.object({ toUserId: text, title: text }), data: v.null() },
  },
})

/** The project in which all people of the demo meet. */
export const projectId = 'demo'

declare module '@telltale/react' {
  interface Register {
    contract: typeof contract
  }
}
