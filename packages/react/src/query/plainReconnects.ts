import type { Line } from '@telltale/client'

type PartPort = Parameters<Parameters<Line['part']>[0]>[0]

/** Calls listeners whenever a server that keeps no log begins a line: what it told before went to nobody. */
type PlainReconnects = { subscribe: (listener: () => void) => () => void }

/**
 * A part of a line that tells of new lines to a plain server. The client tells gaps of the topics that it has joined; a plain
 * server puts people into rooms by itself, so there may be none.
 */
export function plainReconnects(port: PartPort): PlainReconnects {
  const listeners = new Set<() => void>()
  port.watch({
    met: () => {
      if (port.server() !== 'plain' || port.line.socket.recovered) return
      for (const listener of listeners) listener()
    },
  })
  return {
    subscribe: (listener) => {
      const entry = (): void => listener()
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
}
