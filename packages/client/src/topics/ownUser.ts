import { parseTopic } from '@telltale/protocol'
import type { Line, Part } from '../Line.ts'
import { createStore, type Store } from '../store.ts'

const userPart: Part<Store<string | null>> = (port) => {
  const { store, set } = createStore<string | null>(null)
  const read = (): void => {
    const server = port.server()
    if (server === null || server === 'plain') return
    const own = Object.keys(server.topics)
      .map(parseTopic)
      .find((topic) => topic?.kind === 'user')
    set(own?.id ?? null)
  }
  port.watch({
    met: read,
    identified: (wasAnothers) => {
      if (wasAnothers) set(null)
    },
  })
  read()
  return store
}

/**
 * The user by whom our server knows a line: the one whose topic it joined by itself. `null` before the first greeting, on
 * a plain server, and when somebody else has signed in, until they are greeted.
 */
export const ownUser = (line: Line): Store<string | null> => line.part(userPart)
