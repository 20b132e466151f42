import { TelltaleError } from '@telltale/protocol'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose'
import type { User } from './admission.ts'

/** How tokens are checked: by a shared secret, or by the public keys of whoever issues them. */
export type JwtAuthOptions = (
  | { secret: string | Uint8Array; jwks?: never }
  | {
      /** The address of a key set, or the set itself. */
      jwks: URL | JSONWebKeySet
      secret?: never
    }
) & {
  issuer?: string
  audience?: string
  /** The only algorithms that are taken. @defaultValue `['HS256']` with a secret, `['RS256', 'ES256', 'EdDSA']` with keys */
  algorithms?: readonly string[]
}

/** Clocks may differ by this much, in seconds. */
const clockToleranceSeconds = 5

/**
 * Makes an `auth` that reads JSON Web Tokens: `sub` is the user, `name`, `picture` and `teams` are taken if they are
 * there, and `exp` is when the line must have a new one.
 *
 * @returns an `auth` that throws `auth_expired` for a token that was good, `server_busy` when the keys could not be
 * fetched, and `auth_invalid` for everything else, a missing token too.
 * @throws {TelltaleError} `auth_invalid` when the secret is empty: every token could be forged.
 */
export function jwtAuth(options: JwtAuthOptions): (token: string | null) => Promise<User> {
  const { issuer, audience } = options
  const getKey = keySource(options)
  const algorithms = [
    ...(options.algorithms ?? (options.secret === undefined ? ['RS256', 'ES256', 'EdDSA'] : ['HS256'])),
  ]

  return async (token) => {
    if (token === null) {
      throw new TelltaleError(
        'auth_invalid',
        'there is no token, and this server lets nobody in without. Sign in first.',
      )
    }
    const { payload } = await jwtVerify(token, getKey, {
      algorithms,
      clockTolerance: clockToleranceSeconds,
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    }).catch((error: unknown) => {
      throw toTelltaleError(error)
    })
    return toUser(payload)
  }
}

function keySource({ secret, jwks }: JwtAuthOptions): JWTVerifyGetKey {
  if (jwks !== undefined) return jwks instanceof URL ? createRemoteJWKSet(jwks) : createLocalJWKSet(jwks)
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  if (key.byteLength === 0) {
    throw new TelltaleError(
      'auth_invalid',
      'jwtAuth was given an empty secret, so every token could be forged. Set the secret.',
    )
  }
  return () => key
}

function toTelltaleError(error: unknown): TelltaleError {
  if (error instanceof errors.JWTExpired) {
    return new TelltaleError('auth_expired', 'the token has expired. Get a new one.', { cause: error })
  }
  // What jose has no specific code for is a key set that could not be fetched: no fault of the token.
  if (
    !(error instanceof errors.JOSEError) ||
    error.code === 'ERR_JOSE_GENERIC' ||
    error instanceof errors.JWKSTimeout
  ) {
    return new TelltaleError('server_busy', 'the token could not be checked now. Try again.', {
      cause: error,
      retryAfterMs: 1000,
    })
  }
  return new TelltaleError('auth_invalid', 'the token was not accepted. Sign in again.', { cause: error })
}

function toUser({ sub, exp, name, picture, teams }: JWTPayload & Record<string, unknown>): User {
  if (typeof sub !== 'string' || sub === '') {
    throw new TelltaleError('auth_invalid', 'the token names no user. Issue it with a `sub`.')
  }
  return {
    userId: sub,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof picture === 'string' ? { avatarUrl: picture } : {}),
    ...(Array.isArray(teams) ? { teams: teams.filter((team) => typeof team === 'string') } : {}),
    ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
  }
}
