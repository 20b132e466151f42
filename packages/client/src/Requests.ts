import { type Contract, isAnswer, TelltaleError, validate } from '@telltale/protocol'
import type { Socket } from 'socket.io-client'
import type { Environment } from './environment.ts'

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

const defaultTimeoutMs = 10_000

/** Requests under way on the one open line. Each is settled once: by its answer, in time, or with the line. */
export class Requests {
  readonly #socket: Socket
  readonly #setTimer: Environment['setTimer']
  readonly #contract: Contract | undefined
  readonly #onSent: () => void
  readonly #pending = new Set<(outcome: Outcome<unknown>) => void>()
  #isOpen = false
  #maxPayload = Infinity

  constructor(options: {
    socket: Socket
    setTimer: Environment['setTimer']
    contract: Contract | undefined
    onSent: () => void
  }) {
    this.#socket = options.socket
    this.#setTimer = options.setTimer
    this.#contract = options.contract
    this.#onSent = options.onSent
  }

  lineOpened(): void {
    this.#isOpen = true
  }

  /** Settles all that wait as lost: whether the server got them is not known. */
  lineClosed(): void {
    this.#isOpen = false
    for (const settle of this.#pending) settle(failure(connectionLost()))
  }

  /** The largest payload that this server takes, in bytes of JSON. */
  limitPayload(bytes: number): void {
    this.#maxPayload = bytes
  }

  /** Sends a request at once, or says why not. */
  send(event: string, payload: unknown, options: EmitOptions = {}): Promise<Outcome<unknown>> {
    const refusal = this.#refusal(event, payload) ?? (options.signal?.aborted ? cancelled(event) : null)
    if (refusal) return Promise.resolve(failure(refusal))
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<unknown>) => {
        if (!this.#pending.delete(settle)) return
        cancelTimer()
        options.signal?.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
      const cancelTimer = this.#setTimer(() => settle(failure(timedOut(event, timeoutMs))), timeoutMs)
      const onAbort = () => settle(failure(cancelled(event)))
      options.signal?.addEventListener('abort', onAbort)
      this.#pending.add(settle)
      this.#onSent()
      this.#socket.emit(event, payload, (answer: unknown) => settle(toOutcome(answer)))
    })
  }

  #refusal(event: string, payload: unknown): TelltaleError | null {
    const definition = this.#contract?.requests[event]
    const checked = definition && validate(definition.schema, payload)
    if (checked && 'issues' in checked) {
      return new TelltaleError(
        'invalid_payload',
        `the payload of "${event}" does not fit the contract, so it was not sent: ${checked.issues[0]?.message ?? 'see issues'}.`,
        { issues: checked.issues },
      )
    }
    const size = jsonBytes(payload)
    if (size === null) {
      return new TelltaleError(
        'invalid_payload',
        `the payload of "${event}" is no JSON, so it was not sent. Take out cycles and BigInts.`,
      )
    }
    if (size > this.#maxPayload) {
      return new TelltaleError(
        'payload_too_large',
        `the payload of "${event}" has ${size} bytes and the server takes ${this.#maxPayload}, so it was not sent. Upload it by HTTP and send a link.`,
      )
    }
    return this.#isOpen ? null : notConnected(event)
  }
}

const failure = (error: TelltaleError): Outcome<never> => ({ ok: false, error })

function toOutcome(answer: unknown): Outcome<unknown> {
  // A plain server answers as it likes, and means yes.
  if (!isAnswer(answer)) return { ok: true, data: answer }
  return answer.ok ? { ok: true, data: answer.data } : failure(TelltaleError.fromWire(answer.error))
}

/** Bytes of a payload as JSON, or `null` where it cannot be written as such. */
function jsonBytes(payload: unknown): number | null {
  try {
    return new TextEncoder().encode(JSON.stringify(payload) ?? '').length
  } catch {
    return null
  }
}

const connectionLost = (): TelltaleError =>
  new TelltaleError(
    'connection_lost',
    'the line was lost before the answer came, so the server may or may not have acted. Ask again once connected.',
  )

const timedOut = (event: string, timeoutMs: number): TelltaleError =>
  new TelltaleError('timeout', `the server did not answer "${event}" within ${timeoutMs} ms. It may still have acted.`)

const cancelled = (event: string): TelltaleError =>
  new TelltaleError('cancelled', `"${event}" was given up by its signal.`)

const notConnected = (event: string): TelltaleError =>
  new TelltaleError('not_connected', `"${event}" was not sent because the line is down. Try again once connected.`)
