import { fetchToken } from '../fetchToken.ts'
import { personOfTab } from '../usePersonSession.ts'

/** An answer of the server that is not what was asked for. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number) {
    super(`the server answered with HTTP ${status}`)
    this.status = status
  }
}

type SendOptions = { body?: unknown; mutationId?: string; signal?: AbortSignal }

/** The token of the person of this tab, until the server takes it no more. */
let known: { name: string; token: Promise<string> } | undefined

/**
 * Asks the demo's server, as the person of this tab. `mutationId` comes back in the event that tells of the change.
 *
 * @throws {HttpError} for every answer that is not of the 200s.
 */
export async function send<TAnswer>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  { body, mutationId, signal }: SendOptions = {},
): Promise<TAnswer> {
  const ask = async (): Promise<Response> =>
    fetch(`/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        'content-type': 'application/json',
        ...(mutationId !== undefined && { 'x-mutation-id': mutationId }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  let response = await ask()
  if (response.status === 401) {
    known = undefined
    response = await ask()
  }
  if (!response.ok) throw new HttpError(response.status)
  // What the server gives is as `recordRoutes.ts` says.
  return (response.status === 204 ? undefined : await response.json()) as TAnswer
}

function token(): Promise<string> {
  const name = personOfTab() ?? ''
  if (known?.name === name) return known.token
  const asked = fetchToken(name)
  known = { name, token: asked }
  asked.catch(() => (known = undefined))
  return asked
}
