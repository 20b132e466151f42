import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Entity } from './defineEntity.ts'
import type { News } from './news.ts'

/** What an event says of a record, and whose change it was; `news` is `null` where the payload cannot be relied upon. */
export type Decoded = { readonly news: News<object> | null; readonly mutationId: string | undefined }

export type EntityEventKind = 'created' | 'updated' | 'deleted'

/** Reads `<entity>:created | updated | deleted`. */
export function decodeEvent(entity: Entity, kind: EntityEventKind, payload: unknown): Decoded {
  if (!isRecord(payload)) return { news: null, mutationId: undefined }
  const mutationId = typeof payload['mutationId'] === 'string' ? payload['mutationId'] : undefined
  const marked = typeof payload['version'] === 'number' ? payload['version'] : undefined
  const id = payload[entity.idField]
  switch (kind) {
    case 'created':
      return { news: created(entity, payload[entity.name], marked), mutationId }
    case 'updated':
      return { news: updated(entity, id, payload['changes'], marked), mutationId }
    case 'deleted':
      return { news: isId(id) ? { type: 'deleted', id: String(id), version: marked } : null, mutationId }
  }
}

/** Reads `data:update`, which other servers send; `data` is the record that was created, or what changed. */
export function decodeDataUpdate(entity: Entity, payload: unknown): Decoded {
  const kinds: Record<string, EntityEventKind> = { create: 'created', update: 'updated', delete: 'deleted' }
  const kind = isRecord(payload) ? kinds[String(payload['action'])] : undefined
  if (!isRecord(payload) || kind === undefined) return { news: null, mutationId: undefined }
  const { entityId, data, ...rest } = payload
  return decodeEvent(entity, kind, { ...rest, [entity.idField]: entityId, [entity.name]: data, changes: data })
}

/** Reads a record that came outside of events, as the answer to a mutation; `undefined` for what is none. */
export function decodeRecord(entity: Entity, value: unknown): object | undefined {
  if (!isRecord(value)) return undefined
  const record = check(entity.schema, value)
  return record && isId(entity.idOf(record)) && entity.idOf(record) !== 'undefined' ? record : undefined
}

function created(entity: Entity, value: unknown, marked: number | undefined): News<object> | null {
  const record = decodeRecord(entity, value)
  if (!record) return null
  const whole = entity.versions.merge(record, {}, marked)
  const version = entity.versions.of(whole) ?? marked
  return { type: 'record', id: entity.idOf(whole), record: whole, version, isNew: true }
}

function updated(entity: Entity, id: unknown, value: unknown, marked: number | undefined): News<object> | null {
  const changes = isRecord(value) ? check(entity.changesSchema, value) : undefined
  if (!isId(id) || !changes) return null
  return { type: 'changes', id: String(id), changes, version: marked ?? entity.versions.ofChanges(changes) }
}

/** Asynchronous schemas cannot be asked: an event that waits would lose its place. */
function check(schema: StandardSchemaV1<unknown, object> | undefined, value: object): object | undefined {
  if (!schema) return value
  const result = schema['~standard'].validate(value)
  return result instanceof Promise || result.issues ? undefined : result.value
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isId = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'
