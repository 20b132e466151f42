import { useEvent, useTopic } from '@telltale/react'
import { useState } from 'react'

export function UseTopic({ projectId = '42' }: { projectId?: string }) {
  const { state, lastGapAt } = useTopic(`project:${projectId}`)
  const [comment, setComment] = useState('No comment yet')
  useEvent('comment:created', ({ author, body }) => setComment(`${author.name}: ${body}`), { key: projectId })
  return (
    <p>
      The topic is {state}. {comment}. {lastGapAt !== null && 'Something may have been missed.'}
    </p>
  )
}
