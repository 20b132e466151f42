import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { EventDefinition } from '../contract.ts'
import type { EntityEvents } from '../entities.ts'

/** The definitions of the three events of each entity. */
export type EntityEventDefinitions<TEntities extends Record<string, object>> = {
  [TEvent in keyof EntityEvents<TEntities>]: EventDefinition<EntityEvents<TEntities>[TEvent]>
}

/**
 * The events of entities for `defineContract`, from the schemas of their records. `changes` are checked for being an
 * object: which fields may be missing, a schema of the whole record cannot say.
 *
 * @example
 * const contract = defineContract({ events: { ...entityEvents({ escrow: escrowSchema, lead: leadSchema }) } })
 */
export function entityEvents<TEntities extends Record<string, object>>(records: {
  [TName in keyof TEntities]: StandardSchemaV1<unknown, TEntities[TName]>
}): EntityEventDefinitions<TEntities> {
  const definitions: Record<string, EventDefinition> = {}
  for (const [name, schema] of Object.entries(records)) {
    const id = `${name}Id`
    definitions[`${name}:created`] = { schema: payloadSchema((payload) => within(name, schema, payload)) }
    definitions[`${name}:updated`] = {
      schema: payloadSchema((payload) => [...needsId(id, payload), ...needsChanges(payload)]),
    }
    definitions[`${name}:deleted`] = { schema: payloadSchema((payload) => needsId(id, payload)) }
  }
  // Three events for each name, which the compiler does not follow through template strings.
  return definitions as unknown as EntityEventDefinitions<TEntities>
}

type Payload = Record<string, unknown>
type Issues = readonly StandardSchemaV1.Issue[]

function payloadSchema(check: (payload: Payload) => Issues): StandardSchemaV1<unknown> {
  return {
    '~standard': {
      version: 1,
      vendor: 'telltale',
      validate: (value) => {
        if (!isObject(value)) return { issues: [{ message: 'Expected an object' }] }
        const issues = [...check(value), ...marks(value)]
        return issues.length > 0 ? { issues } : { value }
      },
    },
  }
}

function within(name: string, schema: StandardSchemaV1, payload: Payload): Issues {
  const result = schema['~standard'].validate(payload[name])
  if (result instanceof Promise) return [{ message: 'Expected a synchronous schema', path: [name] }]
  return (result.issues ?? []).map((issue) => ({ ...issue, path: [name, ...(issue.path ?? [])] }))
}

const needsId = (field: string, payload: Payload): Issues =>
  typeof payload[field] === 'string' ? [] : [{ message: 'Expected a string', path: [field] }]

const needsChanges = ({ changes }: Payload): Issues =>
  isObject(changes) ? [] : [{ message: 'Expected an object', path: ['changes'] }]

function marks({ version, mutationId, actorId }: Payload): Issues {
  const issues: StandardSchemaV1.Issue[] = []
  if (version !== undefined && typeof version !== 'number')
    issues.push({ message: 'Expected a number', path: ['version'] })
  for (const [field, value] of Object.entries({ mutationId, actorId })) {
    if (value !== undefined && typeof value !== 'string') issues.push({ message: 'Expected a string', path: [field] })
  }
  return issues
}

const isObject = (value: unknown): value is Payload => typeof value === 'object' && value !== null
