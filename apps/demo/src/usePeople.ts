import { useEvent, useSocket, useWebSocketStatus } from '@telltale/react'
import { useEffect, useState } from 'react'
import { projectId } from './contract.ts'
import { type People, joined, left, nobody, peopleOf, presenceChanged } from './people.ts'

/** Who is in the demo's project. Not live while the line is down, nor until the server has said it anew. */
export function usePeople(): { people: People; isLive: boolean } {
  const { emit } = useSocket()
  const { isConnected, lastConnectedAt } = useWebSocketStatus()
  const [people, setPeople] = useState(nobody)
  /** The connection, by its beginning, on which the project was joined. */
  const [joinedOn, setJoinedOn] = useState<number | null>(null)

  useEffect(() => {
    if (!isConnected) return undefined
    const controller = new AbortController()
    void emit('project:join', { projectId }, { signal: controller.signal }).then((answer) => {
      if (!answer.ok) return
      setPeople(peopleOf(answer.data.topics[`project:${projectId}`]))
      setJoinedOn(lastConnectedAt)
    })
    return () => controller.abort()
  }, [emit, isConnected, lastConnectedAt])
  useEffect(() => () => void emit('project:leave', { projectId }), [emit])

  useEvent('project:user:joined', (payload, meta) => setPeople((now) => joined(now, payload, meta)), { key: projectId })
  useEvent('project:user:left', (payload, meta) => setPeople((now) => left(now, payload, meta)), { key: projectId })
  useEvent('presence:changed', (payload, meta) => setPeople((now) => presenceChanged(now, payload, meta)))
  return { people, isLive: isConnected && joinedOn === lastConnectedAt }
}
