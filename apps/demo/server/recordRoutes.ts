import type { User } from '@telltale/server'
import * as v from 'valibot'
import { teamId } from '../src/contract.ts'
import { changesSchema, draftSchema, modules, noteSchema } from '../src/modules.ts'
import type { Records } from './Records.ts'

/**
 * The records over HTTP, below `/api/`:
 *
 *     GET    escrows, escrows?archived     { data: [...] }
 *     POST   escrows                       { id, title }
 *     GET    escrows/:id
 *     PATCH  escrows/:id                   { title?, status?, archived? }
 *     DELETE escrows/:id
 *     POST   escrows/:id/notes             { id, text }
 *
 * and so for each module. The header `x-mutation-id` is handed on in the event, by which its sender knows it.
 *
 * @throws {v.ValiError} for a body that is not as the schema says.
 */
export async function recordRoutes(request: Request, user: User, records: Records): Promise<Response> {
  const { method, headers } = request
  const { pathname, searchParams } = new URL(request.url)
  const [, , plural, id, part] = pathname.split('/')
  const module = Object.values(modules).find((one) => one.plural === plural)
  // Read before the record is looked up: what would be found before the wait might be old after it.
  const body: unknown = method === 'POST' || method === 'PATCH' ? await request.json() : null
  const record = module && id !== undefined ? records.find(module, id) : undefined
  const author = { userId: user.userId, teamId, mutationId: headers.get('x-mutation-id') ?? undefined }

  if (!module) return notFound()
  if (id === undefined) {
    if (method === 'POST') return Response.json(records.create(module, v.parse(draftSchema, body), author))
    const isArchived = searchParams.has('archived')
    return Response.json({ data: records.list(module).filter(({ archived }) => archived === isArchived) })
  }
  if (!record) return notFound()
  if (part === 'notes') {
    const note = { ...v.parse(noteSchema, body), author: user.name ?? user.userId }
    return Response.json(records.change(module, record, { notes: [...record.notes, note] }, author))
  }
  if (method === 'PATCH') return Response.json(records.change(module, record, v.parse(changesSchema, body), author))
  if (method !== 'DELETE') return Response.json(record)
  records.remove(module, record, author)
  return new Response(null, { status: 204 })
}

const notFound = (): Response => Response.json({ error: 'not found' }, { status: 404 })
