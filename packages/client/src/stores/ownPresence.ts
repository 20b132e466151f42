import type { PresenceState } from '@telltale/protocol'
import { type Activity, systemActivity } from '../activity.ts'
import type { Part, PartPort } from '../Line.ts'
import { requests } from '../Requests.ts'

/** One who shows presence: it is kept true as long as there is one of them. */
export type Attendance = {
  projectId: string
  /** Away after so long without input, in ms. Of several the shortest counts. @defaultValue 300 000 */
  awayAfterMs?: number | undefined
}

const defaultAwayAfterMs = 300_000
/** When a status that the server refused is told again at the earliest, in ms. */
const leastRetryMs = 1_000

// The status of whoever is at this page, as it is wanted (R7):
//
//                chosen                     automatic
//   input        –                          online
//   page hidden  –                          away, and online again when it is shown
//   no input     –                          away, after `awayAfterMs`
//   nobody shows presence, another person   – / none      online
//
// What is chosen counts; without it what is automatic. The server takes each new line for online, so the rest is told anew
// on each, before the topics are joined: others do not see somebody who is away come back for a moment.

/** The own status on a line, for all that show it: one ear on the page, one message for each change. */
export class OwnPresence {
  readonly #port: PartPort
  readonly #activity: Activity
  readonly #attendances = new Set<Attendance>()
  #chosen: PresenceState | null = null
  #automatic: 'online' | 'away' = 'online'
  #lastInputAt = 0
  /** What the server at the other end believes; `null` while there is none, or that is not known. */
  #told: PresenceState | null
  #stopListening: (() => void) | null = null
  #cancelIdle: (() => void) | null = null
  #cancelRetry: (() => void) | null = null

  constructor(port: PartPort) {
    this.#port = port
    this.#activity = port.env.activity ?? systemActivity
    this.#told = port.server() === null ? null : 'online'
    port.watch({
      met: () => {
        this.#told = 'online'
        this.#tell()
      },
      identified: (wasAnothers) => {
        if (wasAnothers) this.#chosen = null
      },
      destroyed: () => this.#stop(),
    })
  }

  /** Keeps the automatic status true until the returned function is called. */
  attend(attendance: Attendance): () => void {
    const entry = { ...attendance }
    this.#attendances.add(entry)
    if (!this.#stopListening) this.#start()
    this.#look()
    return () => {
      this.#attendances.delete(entry)
      if (this.#attendances.size === 0) this.#stop()
      else this.#look()
    }
  }

  /** Holds until another is chosen; `'auto'` leaves it to what happens at the page. */
  readonly choose = (status: PresenceState | 'auto'): void => {
    this.#chosen = status === 'auto' ? null : status
    this.#tell()
  }

  #start(): void {
    const { now } = this.#port.env
    this.#lastInputAt = now()
    this.#stopListening = this.#activity.subscribe(() => {
      this.#lastInputAt = now()
      // Pointers move all the time: while somebody is there, the next timer finds out by itself.
      if (this.#activity.isHidden() || this.#automatic === 'away') this.#look()
    })
  }

  #stop(): void {
    this.#attendances.clear()
    this.#cancelIdle?.()
    this.#cancelRetry?.()
    this.#stopListening?.()
    this.#stopListening = null
  }

  #look(): void {
    const { now, setTimer } = this.#port.env
    const given = [...this.#attendances].flatMap(({ awayAfterMs }) => awayAfterMs ?? [])
    const awayAfterMs = given.length > 0 ? Math.min(...given) : defaultAwayAfterMs
    const leftMs = this.#activity.isHidden() ? 0 : awayAfterMs - (now() - this.#lastInputAt)
    this.#cancelIdle?.()
    this.#cancelIdle = leftMs > 0 ? setTimer(() => this.#look(), leftMs) : null
    this.#automatic = leftMs > 0 ? 'online' : 'away'
    this.#tell()
  }

  #tell(): void {
    const automatic = this.#attendances.size > 0 ? this.#automatic : 'online'
    const status = this.#chosen ?? automatic
    const { env, line, server } = this.#port
    if (server() === null || status === this.#told) return
    this.#told = status
    this.#cancelRetry?.()
    if (server() === 'plain') {
      // It may tell those in the project that is named, and nobody else.
      const projectIds = new Set([...this.#attendances].map(({ projectId }) => projectId))
      for (const projectId of projectIds) line.socket.emit('presence:update', { status, projectId })
      return
    }
    void line
      .part(requests)
      .send('presence:update', { status })
      .then((outcome) => {
        if (outcome.ok || this.#told !== status) return
        this.#told = null
        const { retryable, retryAfterMs = 0 } = outcome.error
        const delayMs = Math.max(retryAfterMs, leastRetryMs)
        if (server() !== null && retryable) this.#cancelRetry = env.setTimer(() => this.#tell(), delayMs)
      })
  }
}

/** The own status on a line. */
export const ownPresence: Part<OwnPresence> = (port) => new OwnPresence(port)
