import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startServer } from '../test/support/startServer.ts'
import { jwtAuth } from './jwtAuth.ts'

const secret = 'a secret that is long enough for HS256'
const key = new TextEncoder().encode(secret)
const now = Math.floor(Date.now() / 1000)
const sign = (claims: Record<string, unknown>, by: Uint8Array = key, alg = 'HS256'): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(by)

describe('with a secret', () => {
  test('R1 reads the user out of the claims', async () => {
    const token = await sign({ sub: 'ada', name: 'Ada', picture: '/ada.png', teams: ['red', 7, 'blue'], exp: now + 60 })
    expect(await jwtAuth({ secret })(token)).toEqual({
      userId: 'ada',
      name: 'Ada',
      avatarUrl: '/ada.png',
      teams: ['red', 'blue'],
      expiresAt: (now + 60) * 1000,
    })
    expect(await jwtAuth({ secret: key })(await sign({ sub: 'ada' }))).toEqual({ userId: 'ada' })
    expect(await jwtAuth({ secret })(await sign({ sub: 'ada', name: 7, teams: 'red' }))).toEqual({ userId: 'ada' })
  })

  test('S10 a token that was good is auth_expired, with 5 s for clocks that differ', async () => {
    const auth = jwtAuth({ secret })
    await expect(auth(await sign({ sub: 'ada', exp: now - 60 }))).rejects.toMatchObject({ code: 'auth_expired' })
    await expect(auth(await sign({ sub: 'ada', exp: now }))).resolves.toMatchObject({ userId: 'ada' })
  })

  test.each<[string, () => Promise<string | null> | string | null]>([
    ['no token', () => null],
    ['no JWT', () => 'ada'],
    ['an empty token', () => ''],
    ['another secret', () => sign({ sub: 'ada' }, new TextEncoder().encode('some other secret, as long as ours'))],
    ['another algorithm', () => sign({ sub: 'ada' }, key, 'HS512')],
    ['no signature', () => new UnsecuredJWT({ sub: 'ada' }).encode()],
    ['no subject', () => sign({ name: 'Ada' })],
    ['an empty subject', () => sign({ sub: '' })],
    ['a number as subject', () => sign({ sub: 7 as unknown as string })],
    ['not yet', () => sign({ sub: 'ada', nbf: now + 3600 })],
    ['an end that is no time', () => sign({ sub: 'ada', exp: 'tomorrow' })],
    ['a foreign key that has expired as well', () => sign({ sub: 'ada', exp: 1 }, new Uint8Array(32).fill(1))],
  ])('S10 %s is auth_invalid', async (_, token) => {
    await expect(jwtAuth({ secret })(await token())).rejects.toMatchObject({ code: 'auth_invalid' })
  })

  test('issuer and audience are checked where they are asked for', async () => {
    const auth = jwtAuth({ secret, issuer: 'https://id.example', audience: 'app' })
    const claims = { sub: 'ada', iss: 'https://id.example', aud: 'app' }
    await expect(auth(await sign(claims))).resolves.toEqual({ userId: 'ada' })
    await expect(auth(await sign({ ...claims, iss: 'https://evil.example' }))).rejects.toMatchObject({
      code: 'auth_invalid',
    })
    await expect(auth(await sign({ ...claims, aud: 'other' }))).rejects.toMatchObject({ code: 'auth_invalid' })
    await expect(auth(await sign({ sub: 'ada' }))).rejects.toMatchObject({ code: 'auth_invalid' })
  })

  test('an empty secret is refused when the server is made', () => {
    expect(() => jwtAuth({ secret: '' })).toThrow('empty secret')
  })
})

describe('with a key set', () => {
  const pair = generateKeyPair('ES256')
  const signed = async (): Promise<string> =>
    new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'ES256', kid: '1' }).sign((await pair).privateKey)
  const keySet = async () => ({ keys: [{ ...(await exportJWK((await pair).publicKey)), kid: '1', alg: 'ES256' }] })

  test('takes what its private key signed, and no shared secret', async () => {
    const auth = jwtAuth({ jwks: await keySet() })
    await expect(auth(await signed())).resolves.toEqual({ userId: 'ada' })
    await expect(auth(await sign({ sub: 'ada' }))).rejects.toMatchObject({ code: 'auth_invalid' })
  })

  test('fetches it from its address; where that fails, the token is not to blame', async () => {
    let broken = true
    const httpServer = createServer((_, response) => {
      void keySet().then((keys) => (broken ? response.writeHead(500).end() : response.end(JSON.stringify(keys))))
    })
    onTestFinished(() => void httpServer.close())
    await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve))
    const { port } = httpServer.address() as AddressInfo // a TCP server's address is an object
    const auth = jwtAuth({ jwks: new URL(`http://127.0.0.1:${port}/jwks`) })

    await expect(auth(await signed())).rejects.toMatchObject({ code: 'server_busy', retryAfterMs: 1000 })
    broken = false
    await expect(auth(await signed())).resolves.toEqual({ userId: 'ada' })
  })
})

test('S10 on a real line: a token opens it, an expired one is told apart, a new one refreshes it', async () => {
  const world = await startServer({ auth: jwtAuth({ secret }) })
  const ada = await world.open(await sign({ sub: 'ada', teams: ['red'], exp: now + 3600 }))
  const refusal = await world.refused({ token: await sign({ sub: 'ada', exp: now - 60 }) })

  expect(refusal.data).toEqual({ code: 'auth_expired' })
  expect(await ada.ask('auth:refresh', { token: await sign({ sub: 'ada', exp: now + 7200 }) })).toEqual({
    ok: true,
    data: { expiresAt: new Date((now + 7200) * 1000).toISOString() },
  })
  expect(await ada.ask('auth:refresh', { token: await sign({ sub: 'eve', exp: now + 7200 }) })).toMatchObject({
    error: { code: 'auth_invalid' },
  })
})
