import { useClient } from '@telltale/react'
import { useState } from 'react'

export function UseClient() {
  const client = useClient()
  const [depth, setDepth] = useState<number | null>(null)
  return (
    <p>
      {depth === null ? '' : `${depth} topics are held. `}
      <button onClick={() => setDepth(client.topics.getSnapshot().size)}>Ask the client</button>
    </p>
  )
}
