import type { Cable } from './createNetwork.ts'
import type { LinePort } from './Line.ts'
import { createPipe, type Pipe } from './pipe.ts'

/** One HTTP request of the page, from `fetch` until it is answered or both of its ends know that it will not be. */
export class Exchange implements Cable {
  /** The answer when it arrives. Rejects as `fetch` does: with the reason of an abort, else with a `TypeError`. */
  readonly answered: Promise<Response>
  readonly message: Request
  /** The body, once the request has arrived. */
  body = ''
  /** Told to the server when there is nobody any more whom it could answer. */
  abandoned: () => void = () => undefined
  readonly #port: LinePort
  readonly #up: Pipe
  readonly #down: Pipe
  #resolve: (answer: Response) => void = () => undefined
  #reject: (reason: unknown) => void = () => undefined

  constructor(message: Request, port: LinePort) {
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.message = message
    this.#port = port
    this.#up = createPipe(port)
    this.#down = createPipe(port)
    message.signal.addEventListener('abort', () => this.#abort())
  }

  /** Sends the request over to the server, with its body. */
  request(arrive: () => void): void {
    const read = this.message.text().then(
      (text) => void (this.body = text),
      () => this.cut(),
    )
    this.#up.push(arrive, read)
  }

  /** Sends the answer back; the exchange is over when it arrives. */
  respond(answer: Response): void {
    this.#down.push(() => {
      this.#resolve(answer)
      this.#end()
    })
  }

  /** Lets through what the network held back. */
  thaw(): void {
    this.#up.thaw()
    this.#down.thaw()
  }

  /** Ends the exchange without an answer, as a broken cable does. */
  cut(): void {
    this.#reject(new TypeError('Failed to fetch'))
    this.#end()
    this.abandoned()
  }

  #abort(): void {
    this.#reject(this.message.signal.reason)
    this.#up.push(() => {
      this.#end()
      this.abandoned()
    })
  }

  #end(): void {
    this.#up.close()
    this.#down.close()
    this.#port.ended()
  }
}
