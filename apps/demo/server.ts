// The demo's server: `node server.ts`. PORT (4000) and HOST (127.0.0.1); in production DEMO_SECRET signs the tokens.
import { createServer } from 'node:http'
import { TelltaleError } from '@telltale/protocol'
import { jwtAuth, usageHandlers } from '@telltale/server'
import { createRealtimeServer } from '@telltale/server/node'
import { ValiError } from 'valibot'
import { signDevToken, tokenIssuer } from './devToken.ts'
import { checkPlan, checkRecords } from './server/checkRecords.ts'
import { importLeads } from './server/importLeads.ts'
import { recordRoutes } from './server/recordRoutes.ts'
import { Records } from './server/Records.ts'
import { serve } from './server/serve.ts'
import { contract, projectId } from './src/contract.ts'

const { PORT = '4000', HOST = '127.0.0.1', NODE_ENV, DEMO_SECRET } = process.env
const production = NODE_ENV === 'production'
const secret = DEMO_SECRET ?? (production ? undefined : 'everybody may know this, for it signs nothing of worth')
if (secret === undefined) {
  console.error('DEMO_SECRET is not set, and in production the demo signs nothing with a secret that all can read.')
  process.exit(1)
}

const auth = jwtAuth({ secret, issuer: tokenIssuer })
const usage = usageHandlers({ auth, capMs: 2 * 3_600_000 })
const httpServer = createServer(serve((request) => answer(request).catch(refuse)))

const rt = createRealtimeServer(httpServer, {
  contract,
  auth,
  authorize: ({ user, topic }) => topic === `project:${projectId}` || topic === `user:${user.userId}`,
  onError: (error) => console.error(error),
})

const records = new Records(rt.emitEntity)
rt.defineTask('import_leads', (task, params: { isBroken: boolean }) => importLeads(task, params, records))

rt.handle('demo:notify', ({ payload: { toUserId, title, type }, user }) => {
  rt.notifyUser(toUserId, { title, type, message: `From ${user.name ?? user.userId}` })
  return null
})
rt.handle('demo:import-leads', ({ payload, user }) => {
  rt.executeTask(user.userId, 'import_leads', payload, { title: 'Import leads', message: 'Reading the file' })
  return null
})
rt.handle('demo:check-records', () => {
  rt.startAnalysis(projectId, checkPlan, (analysis) => checkRecords(analysis, records))
  return null
})

async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/healthz') return Response.json({ ok: true })
  // Anybody may be anybody here: that is how one tries the demo, and why production has no such path.
  if (pathname === '/dev/token' && !production) {
    const token = await signDevToken(searchParams.get('name') ?? '', secret ?? '')
    return token === null ? say(400, 'a name has 1 to 40 characters') : Response.json({ token })
  }
  if (pathname.startsWith('/api/usage/')) return request.method === 'GET' ? usage.GET(request) : usage.POST(request)
  if (!pathname.startsWith('/api/')) return say(404, 'not found')
  const user = await auth(request.headers.get('authorization')?.replace(/^Bearer /, '') ?? null)
  return recordRoutes(request, user, records)
}

function refuse(error: unknown): Response {
  if (TelltaleError.is(error)) return say(401, error.message)
  if (error instanceof ValiError || error instanceof SyntaxError) return say(400, error.message)
  console.error(error)
  return say(500, 'the server failed')
}

const say = (status: number, error: string): Response => Response.json({ error }, { status })

httpServer.on('error', (error) => {
  console.error(`The demo's server cannot listen on ${HOST}:${PORT}: ${error.message}`)
  process.exit(1)
})
httpServer.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${PORT}`))
