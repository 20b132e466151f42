import { type Contract, TelltaleError, type TelltaleContract } from '@telltale/protocol'
import { createLine } from './createLine.ts'
import type { Line, LineOptions } from './Line.ts'
import { explain } from './explain.ts'
import { readClaims } from './jwt.ts'
import type { GetToken } from './tokens.ts'

export type SharedLineOptions<TContract extends Contract = TelltaleContract> = LineOptions<TContract> & {
  /** A token that is already there. A later one of the same identity takes its place. `getToken` is the better way. */
  token?: string | undefined
}

/** The newest that anybody has brought for a line; who brings nothing takes nothing away. */
type Credentials = { token: string | undefined; getToken: GetToken | undefined }
type Shared = { line: WeakRef<Line<never>>; credentials: Credentials }

const registryKey = Symbol.for('telltale.lines')

// A server that renders for many people would keep the credentials of all of them.
const forgetting = /* @__PURE__ */ new FinalizationRegistry<string>((key) => {
  // Another may have been made since.
  if (!registry().get(key)?.line.deref()) registry().delete(key)
})

/**
 * The one line of a url, namespace and identity: all who ask with the same get the same, so that StrictMode, hot
 * reloads and a hundred components make one connection. It is forgotten when nobody refers to it any more. Nothing but
 * the registry changes, so it may be called while rendering; see {@link bringCredentials}.
 */
export function sharedLine<TContract extends Contract = TelltaleContract>(
  options: SharedLineOptions<TContract> = {},
): Line<TContract> {
  const { token, getToken } = options
  const lines = registry()
  const key = keyOf(options)
  const found = lines.get(key)?.line.deref()
  // One identity at one url speaks one contract; the registry cannot say so in types.
  if (found) return found as unknown as Line<TContract>
  const credentials: Credentials = { token, getToken }
  // Also where nobody brings any: somebody else who names the same may.
  const made = createLine<TContract>({ ...options, getToken: askFor(credentials) })
  lines.set(key, { line: new WeakRef(made as unknown as Line<never>), credentials }) // as above
  forgetting.register(made, key)
  return made
}

/** Hands a shared line the newest token and `getToken`; a new token wakes one that has failed. */
export function bringCredentials(options: Omit<SharedLineOptions, 'contract'>): void {
  const found = registry().get(keyOf(options))
  if (!found) return
  const { credentials } = found
  const isNew = options.token !== undefined && options.token !== credentials.token
  credentials.token = options.token ?? credentials.token
  credentials.getToken = options.getToken ?? credentials.getToken
  const line = found.line.deref()
  if (isNew && line?.getConnectionState() === 'failed') line.retryNow()
}

function askFor(credentials: Credentials): GetToken {
  let given: string | null = null
  return (request) => {
    if (credentials.getToken) return credentials.getToken(request)
    const token = credentials.token ?? null
    // There is nobody to ask: only a component that brings another token can help.
    if (request.reason !== 'initial' && token === given) {
      throw new TelltaleError('auth_invalid', explain('the token expired, and there is no getToken to ask for another'))
    }
    given = token
    return token
  }
}

/** On `globalThis`, so that a hot reload of this module, or a second copy of it, finds the lines that are there. */
function registry(): Map<string, Shared> {
  const holder: { [registryKey]?: Map<string, Shared> } = globalThis as object
  return (holder[registryKey] ??= new Map())
}

function keyOf({ url, namespace, identity, token }: Omit<SharedLineOptions, 'contract'>): string {
  const whose = identity ?? (token === undefined ? null : (readClaims(token)?.identity ?? token)) ?? 'anonymous'
  return JSON.stringify([url ?? null, namespace ?? null, whose])
}
