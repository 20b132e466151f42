import * as v from 'valibot'
import type { ClientRequests } from '../requests.ts'
import { cursor, id, optional, presenceState } from './parts.ts'

const someOrAll = v.union([v.looseObject({ ids: v.array(id) }), v.looseObject({ all: v.literal(true) })])
const project = v.looseObject({ projectId: id })
const team = v.looseObject({ teamId: id })
const run = v.looseObject({ runId: id })
const task = v.looseObject({ taskId: id })

/** A schema for the payload of each of our requests. */
export const requestSchemas: {
  readonly [TName in keyof ClientRequests]: v.GenericSchema<unknown, ClientRequests[TName]['payload']>
} = {
  sync: v.looseObject({
    topics: v.pipe(
      v.record(v.string(), v.nullable(cursor)),
      v.check((topics) => Object.keys(topics).length <= 200, 'Expected at most 200 topics at a time'),
    ),
  }),
  leave: v.looseObject({ topics: v.array(v.string()) }),
  probe: v.looseObject({}),
  'auth:refresh': v.looseObject({ token: v.string() }),
  'project:join': project,
  'project:leave': project,
  'team:join': team,
  'team:leave': team,
  'presence:update': v.looseObject({ status: presenceState, projectId: optional(id) }),
  'analysis:cancel': v.looseObject({ analysisId: id }),
  'notification:read': someOrAll,
  'notification:clear': someOrAll,
  'ai:task:cancel': task,
  'ai:task:retry': task,
  'workflow:subscribe': run,
  'workflow:unsubscribe': run,
}
