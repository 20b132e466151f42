import type { MutationCache, MutationCacheNotifyEvent, QueryClient } from '@tanstack/react-query'
import type { Environment } from '@telltale/client'
import { randomId } from '@telltale/protocol'
import { decodeRecord } from './decodeEvent.ts'
import type { Entity } from './defineEntity.ts'
import type { EntityReplica } from './EntityReplica.ts'
import type { Conflict, Operation, OperationDraft } from './Operations.ts'
import type { QueryBinding } from './QueryBinding.ts'

/** What a mutation's function gets beside its variables. */
export type OptimisticContext = {
  /** Send it along, as the header `x-mutation-id`: the server's own event then is known to be ours. */
  mutationId: string
}

/** A change that is shown before the server has confirmed it. */
export type OptimisticOptions<TRow extends object, TVariables, TData> = {
  /**
   * Sends the change. A record of the entity that it resolves with is taken as the server's word; with anything else the
   * change is shown until its event comes, or until queries were fetched that show it.
   */
  mutationFn: (variables: TVariables, context: OptimisticContext) => Promise<TData>
  /** Told when the server's record is changed by somebody else in a field that the user changes, or deleted. */
  onConflict?: (conflict: Conflict<TRow>) => void
} & (
  | {
      kind: 'create'
      /** The new record, its id made here; with an id that the server replaces, it may be seen twice for a moment. */
      record: (variables: TVariables) => TRow
    }
  | {
      kind: 'update'
      id: (variables: TVariables) => string
      /** What changes of the record, as it is shown now. */
      patch: (variables: TVariables, row: TRow) => Partial<TRow>
    }
  | { kind: 'delete'; id: (variables: TVariables) => string }
)

/** As much of `useMutation`'s options as makes a change optimistic; callbacks are the app's own. */
export type OptimisticMutation<TVariables, TData> = { mutationFn: (variables: TVariables) => Promise<TData> }

type AnyMutation = ReturnType<MutationCache['getAll']>[number]
type ErasedOptions = OptimisticOptions<object, unknown, unknown>
type Definition = { entity: Entity; options: ErasedOptions }
type Begun = { definition: Definition; operation: Operation<object>; isRunning: boolean; isDone: boolean }

/** How long the event of a confirmed change is waited for before queries are fetched. */
const echoWaitMs = 1_000

/** Follows the mutations of a client, and shows those made by {@link Optimist.options} while they last. */
export class Optimist {
  readonly #client: QueryClient
  readonly #binding: QueryBinding
  readonly #env: Environment
  readonly #definitions = new WeakMap<object, Definition>()
  readonly #begun = new Map<AnyMutation, Begun>()
  readonly #timers = new Set<() => void>()
  readonly #stop: () => void

  constructor(client: QueryClient, binding: QueryBinding, env: Environment) {
    this.#client = client
    this.#binding = binding
    this.#env = env
    this.#stop = client.getMutationCache().subscribe((event) => this.#hear(event))
  }

  options<TVariables, TData>(entity: Entity, options: ErasedOptions): OptimisticMutation<TVariables, TData> {
    const mutationFn = async (variables: TVariables): Promise<TData> => {
      const begun = this.#startedWith(variables, mutationFn)
      // A mutation of an earlier page goes on without having been shown by this one.
      const mutationId = begun?.operation.mutationId ?? randomId()
      if (begun) begun.isRunning = true
      try {
        const result = await options.mutationFn(variables, { mutationId })
        if (begun) this.#succeed(begun, result)
        // The caller's own function resolved with it.
        return result as TData
      } finally {
        if (begun) begun.isRunning = false
      }
    }
    this.#definitions.set(mutationFn, { entity, options })
    return { mutationFn }
  }

  destroy(): void {
    this.#stop()
    for (const cancel of this.#timers) cancel()
  }

  /** The mutation that runs a function now: those with the same variables begin in order. */
  #startedWith(variables: unknown, mutationFn: object): Begun | undefined {
    for (const mutation of this.#client.getMutationCache().getAll()) {
      const begun = this.#begun.get(mutation)
      const isOurs = begun && !begun.isRunning && mutation.options.mutationFn === mutationFn
      if (isOurs && Object.is(mutation.state.variables, variables)) return begun
    }
    return undefined
  }

  #hear(event: MutationCacheNotifyEvent): void {
    const { mutation, type } = event
    if (!mutation) return
    if (type === 'updated' && event.action.type === 'pending') this.#begin(mutation)
    const isOver = type === 'removed' || (type === 'updated' && ['success', 'error'].includes(event.action.type))
    const begun = isOver ? this.#begun.get(mutation) : undefined
    if (!begun) return
    this.#begun.delete(mutation)
    // What a callback of the app throws later does not undo what the server did.
    if (!begun.isDone) this.#replicaOf(begun)?.fail(begun.operation)
  }

  #begin(mutation: AnyMutation): void {
    const definition = mutation.options.mutationFn && this.#definitions.get(mutation.options.mutationFn)
    if (!definition || this.#begun.has(mutation)) return
    const { entity, options } = definition
    const draft = draftOf(entity, options, mutation.state.variables)
    const operation = this.#binding.bound.get(entity)?.replica.begin(draft)
    if (operation) this.#begun.set(mutation, { definition, operation, isRunning: false, isDone: false })
  }

  #succeed(begun: Begun, result: unknown): void {
    const { operation, definition } = begun
    const replica = this.#replicaOf(begun)
    begun.isDone = true
    const record = decodeRecord(definition.entity, result)
    const isItsOwn = record && (operation.kind === 'create' || definition.entity.idOf(record) === operation.id)
    replica?.succeed(operation, isItsOwn ? record : undefined)
    const cancel = this.#env.setTimer(() => {
      this.#timers.delete(cancel)
      replica?.askFor(operation)
    }, echoWaitMs)
    this.#timers.add(cancel)
  }

  #replicaOf({ definition }: Begun): EntityReplica<object> | undefined {
    return this.#binding.bound.get(definition.entity)?.replica
  }
}

function draftOf(entity: Entity, options: ErasedOptions, variables: unknown): OperationDraft<object> {
  const { kind, onConflict } = options
  const shared = { mutationId: randomId(), kind, onConflict }
  switch (kind) {
    case 'create': {
      const record = options.record(variables)
      return { ...shared, id: entity.idOf(record), apply: (row) => row ?? record }
    }
    case 'update':
      return {
        ...shared,
        id: options.id(variables),
        apply: (row) => row && { ...row, ...options.patch(variables, row) },
      }
    case 'delete':
      return { ...shared, id: options.id(variables), apply: () => undefined }
  }
}
