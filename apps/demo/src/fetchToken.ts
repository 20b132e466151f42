/** Asks the server for a token of a person. Rejects when the server is away or knows no such path (in production). */
export async function fetchToken(name: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(`/dev/token?name=${encodeURIComponent(name)}`, signal ? { signal } : {})
  if (!response.ok) throw new Error(`the server gave no token (HTTP ${response.status})`)
  const body: unknown = await response.json()
  if (typeof body !== 'object' || body === null || !('token' in body) || typeof body.token !== 'string') {
    throw new Error('the server answered without a token')
  }
  return body.token
}
