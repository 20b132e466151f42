import { type Answer, type Contract, type Issue, payloadBytes, TelltaleError, toWireError } from '@telltale/protocol'
import type { CommandMemory } from './commandMemory.ts'
import type { Answerer } from './requests.ts'
import { type Session, tell } from './sessions.ts'

type RequestGateOptions = {
  contract: Contract
  /** Our own requests. They act on the line that sends them, so a repeat is answered anew. */
  answerers: ReadonlyMap<string, Answerer>
  /** What the app answers, and our own commands. With a command id it is applied once, and a repeat gets the same answer. */
  handlers: ReadonlyMap<string, Answerer>
  commands: CommandMemory
  /** In bytes of JSON. */
  maxPayload: number
  onError: (error: unknown) => void
}

/** What a socket sent, as `socket.use` hands it over: to be answered here, or given on to an app's own listeners. */
type RequestGate = (packet: readonly unknown[], next: () => void) => void

/** The issues of a payload that are told; a small payload can have thousands. */
const issuesTold = 10
/** Letters of a name that a client has sent, and of a sentence about what it has sent, that are told. */
const lettersTold = { name: 100, sentence: 200 }
/** Unanswered messages over the limit are told of once in this time, in ms. */
const noticeEveryMs = 1000

/**
 * Everything that a socket sends passes here: limits, then schema, then the answer. What is wrong is told to that socket
 * alone.
 */
export function createRequestGate(session: Session, options: RequestGateOptions): RequestGate {
  const { contract, answerers, handlers, commands, maxPayload, onError } = options
  const { socket, bucket } = session
  let noticedAt = Number.NEGATIVE_INFINITY

  const check = (args: readonly unknown[]): TelltaleError | undefined => {
    const now = Date.now()
    const retryAfterMs = bucket.take(now)
    if (retryAfterMs > 0) {
      return new TelltaleError(
        'rate_limited',
        'too many messages at once; this one was dropped. Send it again later.',
        {
          retryAfterMs,
        },
      )
    }
    const bytes = Math.max(0, ...args.map(payloadBytes))
    if (bytes === Number.POSITIVE_INFINITY) {
      return new TelltaleError('invalid_payload', 'the payload is nested too deeply to be read. Send a flatter one.')
    }
    return bytes > maxPayload
      ? new TelltaleError(
          'payload_too_large',
          `the payload has ${bytes} bytes, and this server takes ${maxPayload}. Send less, or in parts.`,
        )
      : undefined
  }

  const answer = async (name: string, answerer: Answerer, payload: unknown): Promise<unknown> => {
    const schema = contract.requests[name]?.schema
    const checked = schema === undefined ? { value: payload } : contract.validate(schema, payload)
    if ('issues' in checked) {
      throw new TelltaleError('invalid_payload', `the payload of ${name} was refused. See its issues.`, {
        issues: checked.issues.slice(0, issuesTold).map(shorten),
      })
    }
    // The schema of that name has let it through.
    const data: unknown = await answerer(session, checked.value as never)
    return data ?? null
  }

  return ([event, ...args], next) => {
    const { payload, commandId, acknowledge } = readArguments(args)
    // Plain strings for all that is told: parsers let numbers through, and names of any length.
    const name = String(event)
    const shown = name.slice(0, lettersTold.name)

    const fail = (error: unknown): void => {
      if (!TelltaleError.is(error)) onError(error)
      const told = TelltaleError.is(error)
        ? error
        : new TelltaleError('internal', `${shown} failed on the server. Try again.`)
      const wire = toWireError(told)
      if (acknowledge !== undefined) return acknowledge({ ok: false, error: wire })
      if (told.code === 'rate_limited') {
        if (Date.now() - noticedAt < noticeEveryMs) return
        noticedAt = Date.now()
      }
      const { code, message, retryAfterMs } = wire
      tell(socket, 'server:error', {
        code,
        message,
        event: shown,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      })
    }

    const refusal = check(args)
    if (refusal !== undefined) return fail(refusal)
    const handler = handlers.get(name)
    const answerer = handler ?? answerers.get(name)
    if (answerer !== undefined) {
      const run = (): Promise<unknown> => answer(name, answerer, payload)
      const isCommand = handler !== undefined && commandId !== undefined
      // The catch is also for data that cannot be written as JSON, at which the acknowledgement itself throws.
      void (isCommand ? commands.once(session.user.userId, commandId, run) : run())
        .then((data) => acknowledge?.({ ok: true, data }))
        .catch(fail)
      return
    }
    // socket.io itself listens to `error`, so that one that is sent by a client does not throw.
    if (name !== 'error' && socket.listenerCount(name) > 0) return next()
    fail(
      new TelltaleError(
        'unknown_event',
        `this server does not answer "${shown}". Check its name, and the server's version.`,
      ),
    )
  }
}

/** Schemas repeat in their issues what they were given, however long it is. */
const shorten = ({ message, path }: Issue): Issue => ({
  message: message.slice(0, lettersTold.sentence),
  ...(path && { path: path.map((step) => (typeof step === 'string' ? step.slice(0, lettersTold.name) : step)) }),
})

type Acknowledge = (answer: Answer) => void

type Arguments = { payload: unknown; commandId: string | undefined; acknowledge: Acknowledge | undefined }

/** The payload is what comes first, the acknowledgement is a function at the end; a command id between them is ours. */
function readArguments(args: readonly unknown[]): Arguments {
  const [first, second] = args
  const last = args.at(-1)
  const id = typeof second === 'object' && second !== null && 'id' in second ? second.id : undefined
  return {
    payload: typeof first === 'function' ? undefined : first,
    commandId: typeof id === 'string' && id !== '' ? id : undefined,
    // socket.io makes the functions among the arguments; they take whatever is answered.
    acknowledge: typeof last === 'function' ? (last as Acknowledge) : undefined,
  }
}
