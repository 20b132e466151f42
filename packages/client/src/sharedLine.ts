import type { Contract, TelltaleContract } from '@telltale/protocol'
import { createLine, type Line, type LineOptions } from './createLine.ts'
import { readClaims } from './jwt.ts'
import type { GetToken } from './tokens.ts'

export type SharedLineOptions<TContract extends Contract = TelltaleContract> = LineOptions<TContract> & {
  /** A token that is already there. A later one of the same identity takes its place. `getToken` is the better way. */
  token?: string | undefined
}

type Shared = {
  line: WeakRef<Line<never>>
  newest: { token: string | undefined; getToken: GetToken | undefined }
}

const registryKey = Symbol.for('telltale.lines')

/**
 * The one line of a url, namespace and identity: all who ask with the same get the same, so that StrictMode, hot
 * reloads and a hundred components make one connection. It is forgotten when nobody refers to it any more.
 */
export function sharedLine<TContract extends Contract = TelltaleContract>(
  options: SharedLineOptions<TContract> = {},
): Line<TContract> {
  const lines = registry()
  const key = keyOf(options)
  const found = lines.get(key)
  const line = found?.line.deref()
  if (found && line) {
    found.newest.token = options.token
    found.newest.getToken = options.getToken
    // One identity at one url speaks one contract; the registry cannot say so in types.
    return line as unknown as Line<TContract>
  }
  const newest: Shared['newest'] = { token: options.token, getToken: options.getToken }
  const made = createLine<TContract>({
    ...options,
    getToken:
      options.token === undefined && options.getToken === undefined
        ? undefined
        : (request) => newest.getToken?.(request) ?? newest.token ?? null,
  })
  lines.set(key, { line: new WeakRef(made as unknown as Line<never>), newest }) // as above
  return made
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
