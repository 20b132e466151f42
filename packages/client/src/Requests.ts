import { isAnswer, payloadBytes, TelltaleError } from '@telltale/protocol'
import { definitionOf } from './acceptPayload.ts'
import type { Part, PartPort } from './Line.ts'
import { explain } from './explain.ts'

/** How a request ended. It never rejects: the network's misfortune is a value. */
export type Outcome<TData> =
  | { readonly ok: true; readonly data: TData }
  | { readonly ok: false; readonly error: TelltaleError }

export type EmitOptions = {
  /** How long to wait for the server's answer, in milliseconds. @defaultValue 10 000 */
  timeoutMs?: number
  /** Gives up waiting; what was sent stays sent. */
  signal?: AbortSignal
}

/** What a request needs that may be repeated: its id, which goes along as the second argument. Our server alone takes it. */
type CommandOptions = EmitOptions & { commandId?: string; bytes?: number }

/** What is looked at before a message is sent, or kept for later. */
type WeighOptions = {
  /** What the server takes, in bytes of JSON. @defaultValue what the open line's server has said */
  maxPayload?: number
  /** What it weighs, where that is known. */
  bytes?: number | undefined
  signal?: AbortSignal | undefined
}

const defaultTimeoutMs = 10_000

/** Requests under way on the one open line. Each is settled once: by its answer, in time, or with the line. */
export class Requests {
  readonly #port: PartPort
  readonly #pending = new Set<(outcome: Outcome<unknown>) => void>()

  constructor(port: PartPort) {
    this.#port = port
    port.watch({ closed: () => this.#settleAllAsLost() })
  }

  /** Sends a request at once, or says why not. */
  send(event: string, payload: unknown, options: CommandOptions = {}): Promise<Outcome<unknown>> {
    const refusal = this.#refusalNow(event, payload, options)
    if (refusal) return Promise.resolve(failure(refusal))
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<unknown>) => {
        this.#pending.delete(settle)
        cancelTimer()
        options.signal?.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
      const cancelTimer = this.#port.env.setTimer(() => {
        settle(failure(timedOut(event)))
        this.#port.doubt()
      }, timeoutMs)
      const onAbort = () => settle(failure(cancelled(event)))
      options.signal?.addEventListener('abort', onAbort)
      this.#pending.add(settle)
      this.#port.stats.count('eventsOut')
      const command = options.commandId === undefined ? [] : [{ id: options.commandId }]
      const { env, line, stats } = this.#port
      const sentAt = env.now()
      try {
        line.socket.emit(event, payload, ...command, (answer: unknown) => {
          stats.answered(env.now() - sentAt)
          settle(toOutcome(answer))
        })
      } catch (cause) {
        settle(failure(unsendable(event, cause)))
      }
    })
  }

  /** Sends at once where the line has room, and asks for no answer. */
  fire(event: string, payload: unknown): Outcome<undefined> {
    const refusal = this.#refusalNow(event, payload)
    if (refusal) return failure(refusal)
    this.#port.stats.count('eventsOut')
    try {
      this.#port.line.socket.volatile.emit(event, payload)
    } catch (cause) {
      return failure(unsendable(event, cause))
    }
    return { ok: true, data: undefined }
  }

  /** What a message weighs, in bytes of JSON, or why it would not be sent on any line. */
  weigh(event: string, payload: unknown, options: WeighOptions = {}): number | TelltaleError {
    if (options.signal?.aborted) return cancelled(event)
    const { contract, server } = this.#port
    const definition = contract && definitionOf(contract.requests, event)
    const checked = definition && contract?.validate(definition.schema, payload)
    if (checked && 'issues' in checked) {
      const { issues } = checked
      return new TelltaleError('invalid_payload', explain('not sent: the payload does not fit the contract', event), {
        issues,
      })
    }
    const bytes = options.bytes ?? payloadBytes(payload)
    if (bytes === Infinity)
      return new TelltaleError('invalid_payload', explain('not sent: the payload is no JSON', event))
    const other = server()
    const maxPayload = options.maxPayload ?? (other === null || other === 'plain' ? Infinity : other.maxPayload)
    if (bytes > maxPayload) {
      const what = explain('not sent: the payload is larger than the server takes', event)
      return new TelltaleError('payload_too_large', what, { cause: { bytes, maxPayload } })
    }
    return bytes
  }

  /** Why a message is not sent now; `null` if it is. */
  #refusalNow(event: string, payload: unknown, { signal, bytes }: CommandOptions = {}): TelltaleError | null {
    const weighed = this.weigh(event, payload, { signal, bytes })
    if (typeof weighed !== 'number') return weighed
    return this.#port.isOpen() ? null : notConnected(event)
  }

  /** Whether the server got them is not known. */
  #settleAllAsLost(): void {
    for (const settle of this.#pending) settle(failure(connectionLost()))
  }
}

/** The requests of a line. */
export const requests: Part<Requests> = (port) => new Requests(port)

const failure = (error: TelltaleError): Outcome<never> => ({ ok: false, error })

function toOutcome(answer: unknown): Outcome<unknown> {
  // A plain server answers as it likes, and means yes.
  if (!isAnswer(answer)) return { ok: true, data: answer }
  return answer.ok ? { ok: true, data: answer.data } : failure(TelltaleError.fromWire(answer.error))
}

const notConnected = (event: string): TelltaleError =>
  new TelltaleError('not_connected', explain('not sent: the line is down', event))

const unsendable = (event: string, cause: unknown): TelltaleError =>
  new TelltaleError('invalid_payload', explain('not sent: socket.io refuses it', event), { cause })

const connectionLost = (): TelltaleError =>
  new TelltaleError('connection_lost', explain('lost: the line closed before the answer came'))

const timedOut = (event: string): TelltaleError => new TelltaleError('timeout', explain('no answer in time', event))

const cancelled = (event: string): TelltaleError =>
  new TelltaleError('cancelled', explain('given up by its signal', event))
