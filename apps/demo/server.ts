// The demo's server: `node server.ts`. PORT (4000) and HOST (127.0.0.1); in production DEMO_SECRET signs the tokens.
import { createServer } from 'node:http'
import { jwtAuth } from '@telltale/server'
import { createRealtimeServer } from '@telltale/server/node'
import { signDevToken, tokenIssuer } from './devToken.ts'
import { contract } from './src/contract.ts'

const { PORT = '4000', HOST = '127.0.0.1', NODE_ENV, DEMO_SECRET } = process.env
const production = NODE_ENV === 'production'
const secret = DEMO_SECRET ?? (production ? undefined : 'everybody may know this, for it signs nothing of worth')
if (secret === undefined) {
  console.error('DEMO_SECRET is not set, and in production the demo signs nothing with a secret that all can read.')
  process.exit(1)
}

const httpServer = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://server')
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(body))
  }
  if (url.pathname === '/healthz') return send(200, { ok: true })
  // Anybody may be anybody here: that is how one tries the demo, and why production has no such path.
  if (url.pathname === '/dev/token' && !production) {
    void signDevToken(url.searchParams.get('name') ?? '', secret).then((token) =>
      token === null ? send(400, { error: 'a name has 1 to 40 characters' }) : send(200, { token }),
    )
    return
  }
  send(404, { error: 'not found' })
})

const rt = createRealtimeServer(httpServer, {
  contract,
  auth: jwtAuth({ secret, issuer: tokenIssuer }),
  authorize: ({ user, topic }) => topic.startsWith('project:') || topic === `user:${user.userId}`,
  onError: (error) => console.error(error),
})

rt.handle('demo:notify', ({ payload, user }) => {
  rt.notifyUser(payload.toUserId, { title: payload.title, data: { from: user.name ?? user.userId } })
  return null
})

httpServer.on('error', (error) => {
  console.error(`The demo's server cannot listen on ${HOST}:${PORT}: ${error.message}`)
  process.exit(1)
})
httpServer.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${PORT}`))
