import type { SSEEvent } from '@telltale/protocol'

/** What a stream begins with: come back after a second, at the soonest. */
export const streamPreamble = 'retry: 1000\n\n'

/** An event as Server-Sent Events write it; its id is the revision. */
export const encodeUsageEvent = ({ type, data }: SSEEvent): string =>
  `event: ${type}\nid: ${data.revision}\ndata: ${JSON.stringify(data)}\n\n`
