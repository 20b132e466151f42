import type { Cable } from './createNetwork.ts'
import type { LinePort } from './Line.ts'
import { createPipe, type Pipe } from './pipe.ts'

/** One request of the page whose answer may go on for long: it ends when the answer's body does, or at either end. */
export class UsageLine implements Cable {
  /** The answer once its head arrives. Rejects as `fetch` does: with the reason of an abort, else with a `TypeError`. */
  readonly answered: Promise<Response>
  /** Both of its ends know that it is over. */
  isOver = false
  readonly #message: Request
  readonly #body: string
  readonly #port: LinePort
  readonly #up: Pipe
  readonly #down: Pipe
  /** Tells the server that there is nobody any more whom it could answer. */
  readonly #gone = new AbortController()
  #resolve: (answer: Response) => void = () => undefined
  #reject: (reason: unknown) => void = () => undefined
  /** The page's end of the answer's body, while it is read. */
  #reader: ReadableStreamDefaultController<Uint8Array> | undefined

  /** `body` is that of the request, which has been read. */
  constructor(message: Request, body: string, port: LinePort) {
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#message = message
    this.#body = body
    this.#port = port
    this.#up = createPipe(port)
    this.#down = createPipe(port)
    message.signal.addEventListener('abort', () => this.#leave(message.signal.reason))
  }

  /** Sends the request over to the server. */
  request(arrive: () => void): void {
    this.#up.push(arrive)
  }

  /** The request as the server gets it. */
  toServer(): Request {
    const { method, url, headers } = this.#message
    const { signal } = this.#gone
    return new Request(url, { method, headers, signal, ...(this.#body === '' ? {} : { body: this.#body }) })
  }

  /** Sends the answer back, and its body as it comes. */
  async respond(answer: Response): Promise<void> {
    const reader = answer.body?.getReader()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#reader = controller),
      cancel: () => this.#leave(undefined),
    })
    const { status, headers } = answer
    this.#down.push(() => this.#resolve(new Response(reader ? body : null, { status, headers })))
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
        if (done) return this.#down.push(() => this.#end()?.close())
        this.#down.push(() => this.#reader?.enqueue(value))
      }
    } catch {
      // A server that fails in the middle cuts its line.
      this.#down.push(() => this.cut())
    }
  }

  /** Lets through what the network held back. */
  thaw(): void {
    this.#up.thaw()
    this.#down.thaw()
  }

  /** Ends it without a word, as a broken cable does; both ends see it. */
  cut(): void {
    this.#reject(new TypeError('Failed to fetch'))
    this.#end()?.error(new TypeError('network error'))
    this.#gone.abort()
  }

  /** The page has had enough: it knows at once, the server when that arrives. */
  #leave(reason: unknown): void {
    this.#reject(reason)
    const reader = this.#reader
    this.#reader = undefined
    // A body that was cancelled has ended already.
    if (reason !== undefined) reader?.error(reason)
    this.#down.close()
    this.#up.push(() => {
      this.#end()
      this.#gone.abort()
    })
  }

  #end(): ReadableStreamDefaultController<Uint8Array> | undefined {
    const reader = this.#reader
    this.#reader = undefined
    this.isOver = true
    this.#up.close()
    this.#down.close()
    this.#port.ended()
    return reader
  }
}
