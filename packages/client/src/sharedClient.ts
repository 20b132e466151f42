import type { Contract, TelltaleContract } from '@telltale/protocol'
import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from './createRealtimeClient.ts'
import { readClaims } from './jwt.ts'
import type { GetToken } from './tokens.ts'

export type SharedClientOptions<TContract extends Contract = TelltaleContract> = RealtimeClientOptions<TContract> & {
  /** A token that is already there. A later one of the same identity takes its place. `getToken` is the better way. */
  token?: string | undefined
}

type Shared = {
  client: WeakRef<RealtimeClient<never>>
  newest: { token: string | undefined; getToken: GetToken | undefined }
}

const registryKey = Symbol.for('telltale.clients')

/**
 * The one client of a url, namespace and identity: all who ask with the same get the same, so that StrictMode, hot
 * reloads and a hundred components make one connection. It is forgotten when nobody refers to it any more.
 */
export function sharedClient<TContract extends Contract = TelltaleContract>(
  options: SharedClientOptions<TContract> = {},
): RealtimeClient<TContract> {
  const clients = registry()
  const key = keyOf(options)
  const found = clients.get(key)
  const client = found?.client.deref()
  if (found && client) {
    found.newest.token = options.token
    found.newest.getToken = options.getToken
    // One identity at one url speaks one contract; the registry cannot say so in types.
    return client as unknown as RealtimeClient<TContract>
  }
  const newest: Shared['newest'] = { token: options.token, getToken: options.getToken }
  const made = createRealtimeClient<TContract>({
    ...options,
    getToken:
      options.token === undefined && options.getToken === undefined
        ? undefined
        : (request) => newest.getToken?.(request) ?? newest.token ?? null,
  })
  clients.set(key, { client: new WeakRef(made as unknown as RealtimeClient<never>), newest }) // as above
  return made
}

/** On `globalThis`, so that a hot reload of this module, or a second copy of it, finds the clients that are there. */
function registry(): Map<string, Shared> {
  const holder: { [registryKey]?: Map<string, Shared> } = globalThis as object
  return (holder[registryKey] ??= new Map())
}

function keyOf({ url, namespace, identity, token }: Omit<SharedClientOptions, 'contract'>): string {
  const whose = identity ?? (token === undefined ? null : (readClaims(token)?.identity ?? token)) ?? 'anonymous'
  return JSON.stringify([url ?? null, namespace ?? null, whose])
}
