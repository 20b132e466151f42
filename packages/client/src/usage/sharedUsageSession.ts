import { TelltaleError } from '@telltale/protocol'
import { explain } from '../explain.ts'
import type { GetToken } from '../tokens.ts'
import { createUsageSession, type UsageSessionOptions, type UsageSessionStore } from './createUsageSession.ts'

/** The newest that anybody has brought for a session; who brings nothing takes nothing away. */
type Shared = { session: WeakRef<UsageSessionStore>; credentials: { getToken: GetToken | undefined } }

const registryKey = Symbol.for('telltale.usage')

// A server that renders for many people would keep the credentials of all of them.
const forgetting = /* @__PURE__ */ new FinalizationRegistry<{ shared: Map<string, Shared>; key: string }>(
  ({ shared, key }) => {
    // Another may have been made since.
    if (!shared.get(key)?.session.deref()) shared.delete(key)
  },
)

/**
 * The one store of an endpoint and identity: all who ask with the same get the same, so that StrictMode, hot reloads and a
 * hundred components share one stream. It is forgotten when nobody refers to it any more. Nothing but the registry changes,
 * so it may be called while rendering; see {@link bringUsageCredentials}.
 */
export function sharedUsageSession(options: UsageSessionOptions = {}): UsageSessionStore {
  const shared = sharedOf(options)
  const key = keyOf(options)
  const found = shared.get(key)?.session.deref()
  if (found) return found
  const credentials: Shared['credentials'] = { getToken: options.getToken }
  const session = createUsageSession({ ...options, getToken: askFor(credentials) })
  shared.set(key, { session: new WeakRef(session), credentials })
  forgetting.register(session, { shared, key })
  return session
}

/** Hands a shared session the newest `getToken`; the first one wakes a stream that has failed without. */
export function bringUsageCredentials(options: UsageSessionOptions): void {
  const found = sharedOf(options).get(keyOf(options))
  if (!found) return
  const isFirst = options.getToken !== undefined && found.credentials.getToken === undefined
  found.credentials.getToken = options.getToken ?? found.credentials.getToken
  const session = found.session.deref()?.getSnapshot()
  if (isFirst && session?.connection.state === 'failed') session.retryNow()
}

const askFor =
  (credentials: Shared['credentials']): GetToken =>
  (request) => {
    if (credentials.getToken) return credentials.getToken(request)
    if (request.reason === 'initial') return null
    throw new TelltaleError('auth_invalid', explain('the token expired, and there is no getToken to ask for another'))
  }

/** On `globalThis`, so that a hot reload of this module finds the sessions that are there. Another `fetch` is another world. */
function sharedOf({ fetch }: UsageSessionOptions): Map<string, Shared> {
  const holder: { [registryKey]?: WeakMap<object, Map<string, Shared>> } = globalThis as object
  const worlds = (holder[registryKey] ??= new WeakMap())
  const world = fetch ?? globalThis
  const found = worlds.get(world) ?? new Map<string, Shared>()
  worlds.set(world, found)
  return found
}

const keyOf = ({ endpoint, identity }: UsageSessionOptions): string =>
  JSON.stringify([endpoint ?? null, identity ?? null])
