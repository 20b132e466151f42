import { isMeta } from '@telltale/protocol'
import { useClient } from '@telltale/react'
import { useEffect, useState } from 'react'

/** One line of the log: an event from the server, or a change of the line itself. */
export type LogEntry = { id: number; at: Date; event: string; topic: string; text: string }

const max = 100
let lastId = 0

/** Everything that arrives, and every change of the line, newest first; the oldest of more than a hundred go. */
export function useEventLog(): { entries: readonly LogEntry[]; clear: () => void } {
  const { socket, status } = useClient()
  const [entries, setEntries] = useState<readonly LogEntry[]>([])

  useEffect(() => {
    const record = (event: string, topic: string, text: string) =>
      setEntries((before) => {
        lastId += 1
        return [{ id: lastId, at: new Date(), event, topic, text }, ...before].slice(0, max)
      })
    const onEvent = (event: string, payload: unknown, meta: unknown) =>
      record(event, isMeta(meta) ? meta.topic : '', JSON.stringify(payload) ?? '')
    let { state } = status.getSnapshot()
    const unsubscribe = status.subscribe(() => {
      const next = status.getSnapshot().state
      if (next !== state) record('line', '', next)
      state = next
    })
    socket.onAny(onEvent)
    return () => {
      socket.offAny(onEvent)
      unsubscribe()
    }
  }, [socket, status])

  return { entries, clear: () => setEntries([]) }
}
