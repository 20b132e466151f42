import type { MockServer } from '../../src/index.ts'

/** The requests of long-polling to one server, as no client of Socket.IO would send them. */
export type Polling = {
  get: (query?: string, init?: RequestInit) => Promise<Response>
  post: (body: string, query?: string, init?: RequestInit) => Promise<Response>
}

const BASE = 'EIO=4&transport=polling'

/** Sends requests with what every request of the protocol needs, and a session if one is given. */
export function polling({ url, fetch }: MockServer, sid?: string): Polling {
  const send = (query: string, init?: RequestInit) => fetch(new Request(`${url}/socket.io/?${query}`, init))
  const session = sid === undefined ? BASE : `${BASE}&sid=${sid}`
  return {
    get: (query = session, init) => send(query, init),
    post: (body, query = session, init) => send(query, { method: 'POST', body, ...init }),
  }
}

/** Opens a session. */
export async function pollingSession(server: MockServer): Promise<Polling & { sid: string }> {
  const answer = await polling(server).get()
  // The open packet of the specification, whose fields have a test of their own.
  const { sid } = JSON.parse((await answer.text()).slice(1)) as { sid: string }
  return { ...polling(server, sid), sid }
}
