import { createRealtimeClient, type RealtimeClient } from '@telltale/react'
import { useWire } from '@telltale/storybook-addon'
import { useEffect, useState } from 'react'

/**
 * Other people in the world of a story, each on a line of their own; gives how to say who is there.
 *
 * @param projectId - where they are
 */
export function usePeers(projectId: string, atFirst: readonly string[] = []): (names: readonly string[]) => void {
  const { server } = useWire()
  const [names, setNames] = useState(atFirst)
  const [lines] = useState(() => new Map<string, RealtimeClient>())

  useEffect(() => {
    for (const name of names) {
      if (lines.has(name)) continue
      const line = createRealtimeClient({ url: server.url, getToken: () => name })
      lines.set(name, line)
      line.connect()
      line.join(`project:${projectId}`)
    }
    for (const [name, line] of lines) {
      if (names.includes(name)) continue
      line.destroy()
      lines.delete(name)
    }
  }, [server, projectId, names, lines])
  useEffect(
    () => () => {
      for (const line of lines.values()) line.destroy()
      lines.clear()
    },
    [lines],
  )
  return setNames
}
