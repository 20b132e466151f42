/** What a JSON Web Token says of itself: read to know whose line this is and when to refresh, never trusted. */
export type TokenClaims = { readonly identity: string | null; readonly expiresAt: number | null }

/** Reads a token's claims, or gives `null` for what is no JWT. `expiresAt` is in epoch milliseconds. */
export function readClaims(token: string): TokenClaims | null {
  try {
    const payload = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof claims !== 'object' || claims === null) return null
    const { iss, sub, exp }: { iss?: unknown; sub?: unknown; exp?: unknown } = claims
    return {
      identity: typeof sub === 'string' ? `${typeof iss === 'string' ? iss : ''}|${sub}` : null,
      expiresAt: typeof exp === 'number' ? exp * 1000 : null,
    }
  } catch {
    return null
  }
}
