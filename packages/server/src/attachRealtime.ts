import {
  type Contract,
  type EventsOf,
  type Meta,
  type Notification,
  randomId,
  type RequestsOf,
  type TelltaleContract,
  TelltaleError,
  type Topic,
} from '@telltale/protocol'
import { telltaleContract } from '@telltale/protocol/schemas'
import type { Server, Socket } from 'socket.io'
import { type Auth, createAdmission, toConnectError, type User } from './admission.ts'
import { type AnalysisHandler, type AnalysisPlan, createAnalyses, type RunningAnalysis } from './analyses.ts'
import { createCommandMemory } from './commandMemory.ts'
import { createCommands } from './commands.ts'
import { createEmitEntity, type EmitEntity } from './emitEntity.ts'
import { createHeads } from './heads.ts'
import { memory } from './memory.ts'
import { enterTopic, revokeTopic } from './membership.ts'
import { createNotifications } from './notifications.ts'
import { createPresence } from './presence.ts'
import { createSpreadNotice, reconnectSpreadMs } from './reconnectSpread.ts'
import { createRequestGate } from './requestGate.ts'
import { createAnswerers } from './requests.ts'
import { claimedTopics, createSessions, tell } from './sessions.ts'
import { startTimer } from './startTimer.ts'
import type { Store } from './store.ts'
import { type Authorize, createSync } from './sync.ts'
import { createTasks, type StartedTask, type TaskHandler, type TaskWords } from './tasks.ts'
import { createTopicViews } from './topicViews.ts'
import { createWorkflows, type Workflow } from './workflows.ts'

/** What a server is told when it is made. */
export type RealtimeOptions<TContract extends Contract = TelltaleContract> = {
  /** Turns a token into its user; see `jwtAuth`. */
  auth: Auth
  /** @defaultValue only the user's own topic and teams */
  authorize?: Authorize
  /** @defaultValue our own events and requests; extend them by `defineContract` */
  contract?: TContract
  /** Remembers what was sent, for those who come back. @defaultValue `memory()` */
  store?: Store
  /** Origins whose pages may connect, compared exactly, as `https://app.example`. @defaultValue any */
  origins?: readonly string[]
  limits?: {
    /** Messages that one socket may send, in a burst and per second. @defaultValue 100 */
    messagesPerSecond?: number
    /** The largest payload, in bytes of JSON. @defaultValue 64 000 */
    maxPayload?: number
  }
  presence?: {
    /** How long a person whose line was lost stays in a project, in ms. @defaultValue 5000 */
    leaveGraceMs?: number
  }
  /** Told of what handlers, `auth` and `authorize` throw, a `TelltaleError` excepted. @defaultValue `console.error` */
  onError?: (error: unknown) => void
}

/** A notification before the server gave it an id and a time. `type` is `'info'` unless said. */
export type NotificationDraft = Pick<Notification, 'title' | 'message' | 'href' | 'data'> & {
  type?: Notification['type']
}

/** Answers a request of the contract; what it returns is the answer's data, a `TelltaleError` that it throws its error. */
export type RequestHandler<TPayload = unknown, TData = unknown> = (request: {
  payload: TPayload
  user: User
  socket: Socket
}) => TData | Promise<TData>

/** A Socket.IO server that keeps the promises of the wire. */
export type RealtimeServer<TContract extends Contract = TelltaleContract> = {
  readonly io: Server
  /**
   * Sends to every member of a topic. With several topics the event stands in the log of each, and whoever is in more
   * than one is told once.
   *
   * @throws {TelltaleError} `invalid_payload` with issues, or `unknown_event`, when the contract does not know it so.
   */
  to: (...topics: readonly [Topic, ...Topic[]]) => {
    emit: <TEvent extends keyof EventsOf<TContract> & string>(
      event: TEvent,
      payload: EventsOf<TContract>[TEvent],
    ) => void
  }
  /**
   * Tells the author's team of a change of a record, or else the author alone, with its version and whose it was.
   *
   * @example
   * rt.emitEntity('escrow', 'updated', { escrowId, changes, version }, { userId, teamId, mutationId })
   * @throws {TelltaleError} as `to`
   */
  emitEntity: EmitEntity<TContract>
  /** Tells one user something, on all of their lines. @throws {TelltaleError} `invalid_payload` */
  notifyUser: (userId: string, draft: NotificationDraft) => Notification
  /**
   * Says how tasks of a type are done.
   *
   * @example
   * rt.defineTask('import_csv', async (task, { rows }: { rows: string[] }) => {
   *   for (const [index, row] of rows.entries()) {
   *     task.signal.throwIfAborted()
   *     await importRow(row)
   *     task.progress(((index + 1) / rows.length) * 100, `Row ${index + 1} of ${rows.length}`)
   *   }
   *   return { done: rows.length }
   * })
   * @throws {TelltaleError} `contract_mismatch` when the type is defined already.
   */
  defineTask: <TParams = unknown>(taskType: string, handler: TaskHandler<TParams>) => void
  /**
   * Begins a task of a user, and tells them of it from start to end. Returns at once.
   *
   * @throws {TelltaleError} `unknown_task`, or `draining` once the server is closed.
   */
  executeTask: (userId: string, taskType: string, params: unknown, words?: TaskWords) => StartedTask
  /**
   * Begins an analysis of a project, and tells its members of it from start to end; one that still runs there is
   * cancelled. What `run` does with it decides how it ends; without `run` that is for the caller to say.
   *
   * @throws {TelltaleError} `invalid_payload` for a plan that cannot be told apart or weighed, `draining` once the server
   * is closed.
   */
  startAnalysis: (projectId: string, plan: AnalysisPlan, run?: AnalysisHandler) => RunningAnalysis
  /** Tells of a workflow run to those who are in its topic, `run:{id}`. */
  workflow: (runId: string) => Workflow
  /**
   * Answers a request of the contract. Of ours, those about analyses, notifications and tasks may be answered by the app
   * as well, which then keeps these itself.
   *
   * @throws {TelltaleError} `unknown_event` when the contract does not name it, `contract_mismatch` when it has an answerer.
   */
  handle: <TName extends keyof RequestsOf<TContract> & string>(
    name: TName,
    handler: RequestHandler<RequestsOf<TContract>[TName]['payload'], RequestsOf<TContract>[TName]['data']>,
  ) => void
  /**
   * Takes a user out of a topic, on all of their lines, and tells them (`room:revoked`). They may ask for it again, so
   * let `authorize` refuse first; what the token gives comes back with the next token that gives it.
   */
  revoke: (userId: string, topic: Topic) => void
  /**
   * Stops timers and listeners, and what runs: tasks are told as lost, analyses as failed. Who comes later is refused with
   * `draining`. Open sockets stay open.
   */
  close: () => void
}

/** How long a client may believe that a repeated command is recognised, in ms. */
const dedupeWindowMs = 600_000
/** How often what has aged out is let go, in ms. */
const sweepEveryMs = 60_000

/**
 * Puts the promises of the wire on a Socket.IO server: authentication, topics, presence, notifications, limits.
 *
 * @example
 * const rt = attachRealtime(io, { auth: jwtAuth({ secret }), authorize: ({ user, topic }) => mayRead(user, topic) })
 * rt.to('team:7').emit('project:updated', update)
 * @throws {TelltaleError} `contract_mismatch` when Socket.IO's own recovery is on and skips middlewares.
 */
export function attachRealtime<TContract extends Contract = TelltaleContract>(
  io: Server,
  options: RealtimeOptions<TContract>,
): RealtimeServer<TContract> {
  if (io._opts.connectionStateRecovery?.skipMiddlewares === true) {
    throw new TelltaleError(
      'contract_mismatch',
      'connectionStateRecovery would let lines come back past `auth`. Set its `skipMiddlewares` to false, or leave it out.',
    )
  }
  const contract: Contract = options.contract ?? telltaleContract
  const { messagesPerSecond = 100, maxPayload = 64_000 } = options.limits ?? {}
  const { leaveGraceMs = 5000 } = options.presence ?? {}
  const { auth, origins, store = memory(), onError = console.error, authorize = isClaimed } = options

  const commandEpoch = randomId()
  const commands = createCommandMemory(dedupeWindowMs)
  const publish = (topic: string, event: string, payload: unknown, id?: string): Meta => {
    const eventClass = contract.events[event]?.class ?? 'logged'
    const send = (meta: Meta): void => void io.to(topic).emit(event, payload, meta)
    const meta = store.append(topic, { event, payload, class: eventClass, id }, send)
    if (eventClass === 'logged') heads.moved()
    views.told(topic, event, payload, meta)
    return meta
  }
  const emit = (topic: string, event: string, payload: unknown, id?: string): Meta => {
    const definition = Object.hasOwn(contract.events, event) ? contract.events[event] : undefined
    if (definition === undefined) {
      throw new TelltaleError(
        'unknown_event',
        `"${event}" was not sent, because the contract does not name it and nobody could check it. Add it: defineContract({ events: { '${event}': { schema } } }).`,
      )
    }
    const checked = contract.validate(definition.schema, payload)
    if ('issues' in checked) {
      const { issues } = checked
      throw new TelltaleError(
        'invalid_payload',
        `"${event}" was not sent, because its payload is not as the contract says: ${issues.map(({ message }) => message).join('; ')}.`,
        { issues },
      )
    }
    return publish(topic, event, payload, id)
  }
  const notifications = createNotifications(emit)
  const tasks = createTasks({ tell: emit, onError })
  const analyses = createAnalyses({ tell: emit, onError })
  const workflows = createWorkflows({ tell: emit, onError })
  const admission = createAdmission({ auth, origins, onError })
  const presence = createPresence(publish)
  const views = createTopicViews({ store, presence, notifications, tasks, analyses, workflows })
  const spreadMs = (): number => reconnectSpreadMs(sessions.count())
  const noticeSpread = createSpreadNotice((reconnectSpread) => {
    for (const { socket } of sessions.all()) tell(socket, 'server:spread', { reconnectSpreadMs: reconnectSpread })
  })
  const onClosed = (): void => noticeSpread(sessions.count())
  const sessions = createSessions(presence, { leaveGraceMs, messagesPerSecond, onClosed })
  const heads = createHeads(sessions.all, store)
  const sync = createSync({ authorize, contract, store, views, onError })
  const answerers = createAnswerers({ admission, authorize, sync, heads, spreadMs })
  const handlers = createCommands({ notifications, tasks, analyses })
  /** Requests that the app answers itself. */
  const handled = new Set<string>()
  const admitted = new WeakMap<Socket, User>()
  let closed = false

  const sweep = (): void => {
    store.sweep((topic) => io.sockets.adapter.rooms.has(topic))
    commands.sweep()
    tasks.sweep()
    cancelSweep = startTimer(sweep, sweepEveryMs)
  }
  let cancelSweep = startTimer(sweep, sweepEveryMs)

  const shakeHands = async (socket: Socket, next: (error?: Error) => void): Promise<void> => {
    try {
      admitted.set(socket, await admission.admit(socket))
    } catch (error) {
      return next(toConnectError(error))
    }
    next(closed ? toConnectError(draining()) : undefined)
  }
  io.use((socket, next) => void shakeHands(socket, next))

  const onConnection = (socket: Socket): void => {
    const user = admitted.get(socket)
    if (user === undefined) return void socket.disconnect(true)
    const session = sessions.open(socket, user)
    // Socket.IO's own recovery brings back every room; what is not the user's by token has to be asked for again.
    for (const room of socket.recovered ? socket.rooms : []) if (room !== socket.id) void socket.leave(room)
    for (const topic of claimedTopics(user)) enterTopic(session, topic)
    tell(socket, 'connected', {
      protocol: 1,
      serverTime: new Date().toISOString(),
      topics: heads.of(session),
      commandEpoch,
      reconnectSpreadMs: spreadMs(),
      dedupeWindowMs,
      maxPayload,
    })
    noticeSpread(sessions.count())
    const gate = createRequestGate(session, { contract, answerers, handlers, commands, maxPayload, onError })
    socket.use((packet, next) => (closed ? next() : gate(packet, next)))
  }
  io.on('connection', onConnection)

  return {
    io,
    to: (topic, ...others) => ({
      emit: (event, payload) => {
        const { id } = emit(topic, event, payload)
        for (const other of new Set(others)) if (other !== topic) emit(other, event, payload, id)
      },
    }),
    emitEntity: createEmitEntity(emit),
    notifyUser: (userId, draft) => {
      const notification: Notification = {
        type: 'info',
        ...draft,
        id: randomId(),
        userId,
        createdAt: new Date().toISOString(),
      }
      emit(`user:${userId}`, 'notification', notification)
      return notification
    },
    // Its author says what the parameters are; only the task's name links the two.
    defineTask: (taskType, handler) => tasks.define(taskType, (task, params) => handler(task, params as never)),
    executeTask: tasks.execute,
    startAnalysis: analyses.start,
    workflow: workflows.of,
    handle: (name, handler) => {
      if (!Object.hasOwn(contract.requests, name)) {
        throw new TelltaleError(
          'unknown_event',
          `"${name}" cannot be answered, because the contract does not name it. Add it: defineContract({ requests: { '${name}': { schema } } }).`,
        )
      }
      if (answerers.has(name) || handled.has(name)) {
        throw new TelltaleError('contract_mismatch', `"${name}" is answered already. Give each request one handler.`)
      }
      handled.add(name)
      handlers.set(name, ({ socket, user }, payload) => handler({ payload, user, socket }))
    },
    revoke: (userId, topic) => {
      for (const session of sessions.of(userId)) {
        revokeTopic(session, topic)
        // A join that was allowed before this, and is still to be done, is taken back as well.
        void session.inTurn(() => Promise.resolve(revokeTopic(session, topic)))
      }
    },
    close: () => {
      closed = true
      io.off('connection', onConnection)
      cancelSweep()
      tasks.close()
      analyses.close()
      workflows.close()
      heads.stop()
      sessions.close()
    },
  }
}

const isClaimed: Authorize = ({ user, topic }) => claimedTopics(user).includes(topic)

const draining = (): TelltaleError =>
  new TelltaleError('draining', 'the server is closing. Come back in a moment.', { retryAfterMs: 1000 })
