import { TelltaleError } from '@telltale/protocol'
import type { Socket } from 'socket.io'

/** Who is on the line, as `auth` read it from the token. */
export type User = {
  readonly userId: string
  /** Shown to others. @defaultValue the user's id */
  readonly name?: string
  readonly avatarUrl?: string
  /** Teams whose topics the user is in from the start. */
  readonly teams?: readonly string[]
  /** When the token ends, in epoch milliseconds; without it the line is never closed for its token. */
  readonly expiresAt?: number
}

/**
 * Turns a token into its user; `null` when the client sent none. To refuse it throws a `TelltaleError`, whose code is
 * told; anything else that it throws is told as `auth_invalid`, and reported.
 */
export type Auth = (token: string | null) => User | Promise<User>

/** Whom a server lets in. */
export type Admission = {
  /** The user of a token, or a throw of the `TelltaleError` that the client is told. */
  verify: (token: unknown) => Promise<User>
  /** The user of a socket that shakes hands. */
  admit: (socket: Socket) => Promise<User>
}

type AdmissionOptions = {
  auth: Auth
  origins: readonly string[] | undefined
  onError: (error: unknown) => void
}

/** Checks origin and token of those who come. */
export function createAdmission({ auth, origins, onError }: AdmissionOptions): Admission {
  const verify = async (token: unknown): Promise<User> => {
    if (token !== undefined && token !== null && typeof token !== 'string') {
      throw new TelltaleError(
        'auth_invalid',
        'the token is not a string. Send `auth: { token }` with the text of the token.',
      )
    }
    try {
      return checkUser(await auth(token ?? null))
    } catch (error) {
      if (TelltaleError.is(error)) throw error
      onError(error)
      throw new TelltaleError('auth_invalid', 'the token was not accepted. Sign in again.', { cause: error })
    }
  }
  return {
    verify,
    admit: async ({ handshake }) => {
      // Only browsers tell their origin, and only there can a foreign page ride on somebody's cookie; what has none is
      // let through. Checked here and not before the handshake, where a refusal could carry no code.
      const { origin } = handshake.headers
      if (origins !== undefined && origin !== undefined && !origins.includes(origin)) {
        throw new TelltaleError('forbidden', `pages of ${origin} may not connect. Add it to \`origins\` of the server.`)
      }
      return verify(handshake.auth['token'])
    },
  }
}

/** A refusal as socket.io's middleware wants it: the client finds `data` on its `connect_error`. */
export function toConnectError(error: unknown): Error {
  const { code, message, retryAfterMs } = TelltaleError.is(error)
    ? error
    : new TelltaleError('internal', 'the server could not open the line. Try again.')
  return Object.assign(new Error(message), { data: { code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } })
}

/** Looks at what `auth` took out of a token or a row, where no compiler does. */
function checkUser(user: User): User {
  const { userId, teams, expiresAt } = user
  if (typeof userId !== 'string' || userId === '') {
    throw new TypeError(
      '`auth` returned a `userId` that is no text, by which people could not be told apart. Give the id of the user.',
    )
  }
  if (!Array.isArray(teams ?? [])) {
    throw new TypeError('`auth` returned `teams` that are no list. Give their ids, or leave it out.')
  }
  if (expiresAt !== undefined && (typeof expiresAt !== 'number' || Number.isNaN(new Date(expiresAt).getTime()))) {
    throw new RangeError('`auth` returned an `expiresAt` that is no time: give epoch milliseconds, or leave it out.')
  }
  return user
}
