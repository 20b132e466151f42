import { TelltaleError } from '@telltale/protocol'
import { createParser } from 'eventsource-parser'
import type { Environment } from '../environment.ts'
import { explain } from '../explain.ts'
import { authorization, type Fetch, isHeaderText, unreachable } from './fetch.ts'
import { httpError, longestWaitMs } from './httpError.ts'

/** Without a byte for this long the stream is lost: a server sends at least a heartbeat every 30 s. */
const silenceTimeoutMs = 45_000
/** An event longer than this, in characters, is none of ours: the stream is dropped before it fills the memory. */
const maxEventLength = 65_536

/** What a stream tells. Only of the one that `open` asked for: after `close` it is silent. */
export type StreamListener = {
  onOpened: () => void
  /** The server answered, and not with a stream. */
  onRefused: (error: TelltaleError) => void
  /** The server was never reached. */
  onUnreachable: (error: TelltaleError) => void
  onClosed: (error: TelltaleError) => void
  /** The server has nothing more to tell, and wants no other attempt. */
  onEnded: () => void
  /** The pause that the server wants before each attempt, in milliseconds. */
  onRetry: (pauseMs: number) => void
  onEvent: (event: string | undefined, data: string) => void
}

/** Where the stream is, and by what it is read. */
export type StreamTransportOptions = {
  url: string
  fetch: Fetch
  env: Pick<Environment, 'now' | 'setTimer'>
}

/** Server-Sent Events over `fetch`: one stream at a time, opened and closed by order. */
export class StreamTransport {
  readonly #options: StreamTransportOptions
  readonly #listener: StreamListener
  #lastEventId = ''
  #current: AbortController | null = null

  constructor(options: StreamTransportOptions, listener: StreamListener) {
    this.#options = options
    this.#listener = listener
  }

  open(token: string | null): void {
    this.#current = new AbortController()
    void this.#run(this.#current, token)
  }

  close(): void {
    this.#current?.abort()
  }

  /** Forgets how far it got: what comes next may be for another person. */
  forget(): void {
    this.#lastEventId = ''
  }

  async #run(controller: AbortController, token: string | null): Promise<void> {
    const { url, fetch, env } = this.#options
    const { onOpened, onRefused, onUnreachable, onClosed, onEnded } = this.#listener
    const { signal } = controller
    // An end is told once, and not where it was ordered. Every end lets go of the body.
    const end = (tell: () => void) => {
      if (signal.aborted) return
      controller.abort()
      tell()
    }
    let isOpen = false
    try {
      const headers = { accept: 'text/event-stream', ...authorization(token), ...this.#cursor() }
      const response = await fetch(url, { headers, signal, cache: 'no-store' })
      // By hand as well: a `fetch` of another make may not heed the signal.
      const reader = response.body?.getReader()
      const letGo = () => void reader?.cancel().catch(() => {})
      if (signal.aborted) return letGo()
      signal.addEventListener('abort', letGo)

      if (response.status === 204) return end(onEnded)
      if (response.status !== 200) {
        const error = httpError(response, env.now())
        // A gateway speaks for a server that it cannot reach.
        const isGateway = response.status === 502 || response.status === 504
        return end(() => (isGateway ? onUnreachable(error) : onRefused(error)))
      }
      if (!reader || !isEventStream(response)) return end(() => onRefused(noEventStream()))
      isOpen = true
      onOpened()
      await this.#read(reader, signal, () => end(() => onClosed(silent())))
      end(() => onClosed(lost()))
    } catch (cause) {
      end(() => {
        if (isOpen) onClosed(lost(cause))
        else if (TelltaleError.is(cause)) onRefused(cause)
        else onUnreachable(unreachable(cause))
      })
    }
  }

  async #read(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    signal: AbortSignal,
    onSilence: () => void,
  ): Promise<void> {
    const { onEvent, onRetry } = this.#listener
    // A handler may close the stream while the rest of its chunk is still being read.
    const whileWanted =
      <TValue>(tell: (value: TValue) => void) =>
      (value: TValue) => {
        if (!signal.aborted) tell(value)
      }
    const decoder = new TextDecoder()
    // It throws on what follows an event that is too long.
    const parser = createParser({
      maxBufferSize: maxEventLength,
      onId: whileWanted((id: string) => (this.#lastEventId = id)),
      onRetry: whileWanted((pauseMs: number) => onRetry(Math.min(pauseMs, longestWaitMs))),
      onEvent: whileWanted(({ event, data }: { event?: string | undefined; data: string }) => onEvent(event, data)),
    })
    let stopWatching = () => {}
    signal.addEventListener('abort', () => stopWatching())
    while (!signal.aborted) {
      stopWatching()
      stopWatching = this.#options.env.setTimer(onSilence, silenceTimeoutMs)
      // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
      const { done, value } = await reader.read()
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
    }
  }

  /** An id that no header can carry is left out, lest it stop every attempt from now on. */
  #cursor(): { 'last-event-id'?: string } {
    return isHeaderText(this.#lastEventId) ? { 'last-event-id': this.#lastEventId } : {}
  }
}

const isEventStream = ({ headers }: Response): boolean =>
  /^text\/event-stream\s*(;|$)/i.test(headers.get('content-type') ?? '')

const noEventStream = (): TelltaleError =>
  new TelltaleError('contract_mismatch', explain('the usage endpoint sent no event stream'))

const silent = (): TelltaleError =>
  new TelltaleError('connection_lost', explain('nothing came over the usage stream for 45 s'))

const lost = (cause?: unknown): TelltaleError =>
  new TelltaleError('connection_lost', explain('the line to the server was lost'), { cause })
