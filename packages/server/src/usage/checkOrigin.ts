import { TelltaleError } from '@telltale/protocol'

/**
 * Lets through pages of the server's own origin, those of `origins`, and whoever sends no `Origin`, as browsers always do
 * where it matters. A cookie rides on every request, also on one from a foreign page that needs no permission to post
 * text: this is the only guard against it.
 *
 * @returns the headers by which a page of another origin may read the answer
 * @throws {TelltaleError} `forbidden`
 */
export function checkOrigin({ headers, url }: Request, origins: readonly string[]): Readonly<Record<string, string>> {
  const origin = headers.get('origin')
  // What a browser says of itself, and no page can; else by the host, as the scheme may end at a proxy.
  if (origin === null || headers.get('sec-fetch-site') === 'same-origin' || hostOf(origin) === hostOf(url)) return {}
  if (!origins.includes(origin)) {
    throw new TelltaleError('forbidden', `pages of ${origin} may not ask here. Add it to \`origins\` of the server.`)
  }
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, last-event-id',
    'access-control-expose-headers': 'date, retry-after',
    'access-control-max-age': '600',
  }
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).host
  } catch {
    return undefined
  }
}
