import type { LoggedEvent } from '@telltale/protocol'

/** Objects remembered at most; of more, those that were quiet longest are forgotten, and may then be told of anew. */
const mostObjects = 5_000

/** The newest revision of each object that state events speak of, so that what is older changes nothing. */
export class Revisions {
  readonly #newest = new Map<string, { epoch: string | undefined; rev: number }>()

  /** Whether a state event is newer than all before it about the same object. Another epoch begins anew. */
  isNewer({ event, payload, meta }: LoggedEvent): boolean {
    const { topic, epoch, rev } = meta
    if (rev === undefined) return true
    const object = JSON.stringify([topic, objectOf(event, payload)])
    const before = this.#newest.get(object)
    if (before !== undefined && before.epoch === epoch && before.rev >= rev) return false
    this.#newest.delete(object)
    this.#newest.set(object, { epoch, rev })
    const oldest = this.#newest.size > mostObjects ? this.#newest.keys().next().value : undefined
    if (oldest !== undefined) this.#newest.delete(oldest)
    return true
  }
}

/** Joined, left and changed are about one person; progress is about the part that makes it. */
const objectFields: Readonly<Record<string, readonly string[]>> = {
  'project:user:joined': ['user.userId'],
  'project:user:left': ['user.userId'],
  'presence:changed': ['userId'],
  'analysis:progress': ['analysisId', 'detector'],
  'ai:task:progress': ['taskId', 'attempt'],
  'workflow:progress': ['runId', 'node'],
}

function objectOf(event: string, payload: unknown): readonly unknown[] {
  const fields = Object.hasOwn(objectFields, event) ? objectFields[event] : undefined
  return fields ? fields.map((field) => read(payload, field.split('.'))) : [event]
}

function read(value: unknown, path: readonly string[]): unknown {
  const [field, ...rest] = path
  if (field === undefined) return value
  // Any object may be asked for any field.
  return typeof value === 'object' && value !== null ? read((value as Record<string, unknown>)[field], rest) : undefined
}
