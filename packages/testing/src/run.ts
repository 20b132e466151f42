import type { Contract } from '@telltale/protocol'
import type { Network } from './network.ts'
import type { MockServer } from './runRealtimeWorld.ts'
import type { Scenario, Step } from './scenario.ts'

/** How a scenario is played. */
export type RunOptions = {
  /**
   * How fast its time runs: 1 as the clock (a fake one too, then exact to the ms), 10 ten times as fast, 0 not by itself.
   * The timers of server and client keep their own pace.
   *
   * @defaultValue 1
   */
  speed?: number
}

/** A scenario under way. */
export type Run = {
  /** Resolves after the last step, or on `stop`; rejects with what a step throws, as an emit that fits no schema does. */
  readonly done: Promise<void>
  /** Performs the next step now, whatever its time; undefined when there is none. Time goes on from there. */
  step: () => Step | undefined
  /** Lets `ms` of the scenario's time pass at once, and performs what is due. */
  advance: (ms: number) => void
  stop: () => void
}

/** What one timer of the platform can wait, in ms; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/**
 * Plays a scenario on a server: its emits reach topics by the server's own `rt`, its faults are those of `server.network`.
 * What they draw comes from the server's seed.
 *
 * @example await run(shaky, server, { speed: 10 }).done
 */
export function run<TContract extends Contract>(
  { steps }: Scenario,
  server: MockServer<TContract>,
  { speed = 1 }: RunOptions = {},
): Run {
  const ahead = steps.toSorted((one, other) => one.at - other.at)
  let anchor = { time: 0, clock: Date.now() }
  let timer: ReturnType<typeof setTimeout> | undefined
  let resolve: () => void
  let reject: (error: unknown) => void
  const done = new Promise<void>((...settle) => ([resolve, reject] = settle))
  // Who plays by hand sees the error where it is thrown, and need not wait for the end.
  done.catch(() => undefined)

  const performNext = (): void => {
    const next = ahead.shift()
    try {
      if (next) perform(next, server)
    } catch (error) {
      reject(error)
      stop()
      throw error
    }
  }
  const performUntil = (time: number): void => {
    while (ahead[0] !== undefined && ahead[0].at <= time) performNext()
  }
  const goOnFrom = (time: number): void => {
    anchor = { time, clock: Date.now() }
    wait()
  }
  const wait = (): void => {
    clearTimeout(timer)
    const next = ahead[0]
    if (next === undefined) resolve()
    else if (speed > 0) {
      const ms = (next.at - reached()) / speed
      timer = ms > longestDelayMs ? setTimeout(wait, longestDelayMs) : setTimeout(tick, ms, next.at)
    }
  }
  const reached = (): number => anchor.time + (Date.now() - anchor.clock) * speed
  const tick = (due: number): void => {
    try {
      // Timers know whole milliseconds only, so at high speed more may be due.
      performUntil(Math.max(due, reached()))
    } catch {
      return // told by `done`
    }
    wait()
  }
  const stop = (): void => {
    clearTimeout(timer)
    ahead.length = 0
    resolve()
  }

  wait()
  return {
    done,
    stop,
    step: () => {
      const next = ahead[0]
      if (next === undefined) return undefined
      performNext()
      goOnFrom(next.at)
      return next
    },
    advance: (ms) => {
      const time = reached() + ms
      performUntil(time)
      goOnFrom(time)
    },
  }
}

function perform<TContract extends Contract>(step: Step, { rt, io, network }: MockServer<TContract>): void {
  if (step.do === 'emit') {
    // The server checks name and payload by its contract, whatever the scenario came from.
    rt.to(step.topic).emit(step.event as never, step.payload as never)
  } else if (step.do === 'expireToken') {
    for (const socket of io.sockets.sockets.values()) {
      socket.emit('auth:expired', { expiresAt: new Date().toISOString() })
      socket.disconnect(true)
    }
  } else {
    // Name and arguments belong together in each step, which the compiler does not follow through a union.
    const fault = network[step.do] as (...args: Parameters<Network[keyof Network]>) => void
    fault(...step.args)
  }
}
