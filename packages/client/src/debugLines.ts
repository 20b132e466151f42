import type { Environment } from './environment.ts'
import type { Line } from './Line.ts'
import { redact } from './redact.ts'

export type DebugOptions = {
  /** @defaultValue `console.debug` */
  print?: (text: string) => void
  env?: Pick<Environment, 'now'>
}

/** Characters of a payload that are shown. */
const mostShown = 200

/**
 * Prints what happens to a line, one readable line of text each: its phases, and what goes out and comes in. What looks
 * like a token or a password is taken out. Returns how to stop it; the option `debug` calls it in development builds.
 *
 * @example
 * const stop = debugLines(client, { print: (text) => log.push(text) })
 */
export function debugLines(
  line: Pick<Line<never>, 'status' | 'socket'>,
  { print = console.debug, env = Date }: DebugOptions = {},
): () => void {
  const { status, socket } = line
  const say = (text: string): void =>
    print(redact(`[telltale] ${new Date(env.now()).toISOString().slice(11, -1)} ${text}`))
  const show = (arrow: string, event: string, args: readonly unknown[]): void => {
    const shown = args.filter((arg) => typeof arg !== 'function').map(toText)
    // Cut after the tokens have been taken out: half of one might not be known as such.
    const text = redact(shown.join(' '))
    say(`${arrow} ${event} ${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}`)
  }
  let phase = status.getSnapshot().phase
  const stopStatus = status.subscribe(() => {
    const now = status.getSnapshot()
    if (now.phase === phase) return
    phase = now.phase
    const why = now.reason === null ? '' : ` (${now.reason.code}: ${now.reason.message})`
    const when = now.retryAt === null ? '' : `, tries again in ${now.retryAt - env.now()} ms`
    say(`${now.state}: ${phase}${why}${when}`)
    if (phase === 'disposed') stop()
  })
  const heard = (event: string, ...args: unknown[]): void => show('←', event, args)
  const sent = (event: string, ...args: unknown[]): void => show('→', event, args)
  socket.onAny(heard)
  socket.onAnyOutgoing(sent)
  const stop = (): void => {
    stopStatus()
    socket.offAny(heard)
    socket.offAnyOutgoing(sent)
  }
  return stop
}

function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return '[no JSON]'
  }
}
