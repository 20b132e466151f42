import { describe, expect, it } from 'vitest'
import { postUsage, type Fetch, type PostUsageOptions } from '../../src/index.ts'
import { refusal, session, UsageServer, type Answer } from './support/usageServer.ts'
import { inUsageTime, pass } from './support/usageWorld.ts'

inUsageTime()

const json = (value: unknown): Response => new Response(typeof value === 'string' ? value : JSON.stringify(value))

function post(answer: Answer, options?: PostUsageOptions) {
  const server = new UsageServer()
  server.answer = () => answer
  return {
    server,
    outcome: postUsage('/api/usage', { active: true, lease: true }, { fetch: server.fetch, ...options }),
  }
}

describe('postUsage', () => {
  it('posts to ping and gives the session of the answer (U3)', async () => {
    const { server, outcome } = post(json(session), { token: 'opaque' })
    expect(await outcome).toEqual({ ok: true, data: session })
    const { url, method, headers, body } = server.requests[0] ?? {}
    expect([url, method, body]).toEqual(['/api/usage/ping', 'POST', '{"active":true,"lease":true}'])
    expect(Object.fromEntries(headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: 'Bearer opaque',
      'content-type': 'application/json',
    })
  })

  it('hands keepalive on, so that a stop outlives the page (U5)', async () => {
    const seen: unknown[] = []
    const fetch: Fetch = (_url, { keepalive }) => {
      seen.push(keepalive)
      return Promise.resolve(json(session))
    }
    await postUsage('/api/usage', { active: false, sessionId: 's1' }, { fetch, keepalive: true })
    await postUsage('/api/usage', { active: false }, { fetch })
    expect(seen).toEqual([true, false])
  })

  it.each([
    [refusal(401), 'auth_expired'],
    [refusal(403), 'forbidden'],
    [refusal(404), 'not_found'],
    [refusal(500), 'internal'],
    [json('{'), 'contract_mismatch'],
    [json({ ...session, time_remaining_seconds: 'many' }), 'contract_mismatch'],
    ['dead', 'connection_lost'],
  ] as const)('tells %s as %s, and never rejects', async (answer, code) => {
    expect(await post(answer).outcome).toMatchObject({ ok: false, error: { code } })
  })

  it('lets go of the body of a refusal, which nobody reads', async () => {
    const signals: unknown[] = []
    const fetch: Fetch = (_url, { signal }) => {
      signals.push(signal)
      return Promise.resolve(refusal(500))
    }
    await postUsage('/api/usage', { active: true }, { fetch })
    expect(signals).toEqual([expect.objectContaining({ aborted: true })])
  })

  it('says how long to wait where the server does', async () => {
    const { outcome } = post(refusal(429, { 'retry-after': '3' }))
    expect(await outcome).toMatchObject({ error: { code: 'rate_limited', retryAfterMs: 3_000 } })
  })

  it('gives up after 10 s without an answer, and leaves nothing', async () => {
    const { server, outcome } = post('hang')
    await pass(10_000)
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'timeout' } })
    expect(server.open).toBe(0)
  })

  it('refuses a token that no header can carry, in an error that does not repeat it', async () => {
    const outcome = await post(json(session), { token: 'secret\nvalue' }).outcome
    expect(outcome).toMatchObject({ ok: false, error: { code: 'auth_invalid' } })
    expect(String(outcome.ok || outcome.error.stack)).not.toContain('secret')
  })
})
