import { createRealtimeClient, type RealtimeClient } from '@telltale/react'
import type { MockServer } from '@telltale/testing'

const names = ['Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov', 'Donald Knuth']

/** Other people in the world of a story. */
export type Guests = {
  /** One more comes, on a real line of their own, into every project where somebody is. */
  come: () => void
  /** Whoever came first leaves. */
  leave: () => void
  has: (userId: string) => boolean
  /** All leave. */
  end: () => void
}

export function createGuests(server: MockServer): Guests {
  const lines = new Map<string, RealtimeClient>()
  let came = 0
  const leave = () => {
    const [first] = lines
    if (first === undefined) return
    const [name, line] = first
    lines.delete(name)
    line.destroy()
  }
  return {
    come: () => {
      // After the last name the first is Grace Hopper 2.
      const round = Math.floor(came / names.length)
      const name = `${names[came % names.length]}${round === 0 ? '' : ` ${round + 1}`}`
      came += 1
      const line = createRealtimeClient({ url: server.url, getToken: () => name })
      lines.set(name, line)
      for (const room of server.io.sockets.adapter.rooms.keys()) if (isProject(room)) line.join(room)
      line.connect()
    },
    leave,
    has: (userId) => lines.has(userId),
    end: () => {
      while (lines.size > 0) leave()
    },
  }
}

const isProject = (room: string): room is `project:${string}` => room.startsWith('project:')
