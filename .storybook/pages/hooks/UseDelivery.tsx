import { type Delivery, useDelivery, useOutbox, useSocket } from '@telltale/react'
import { useState } from 'react'

export function UseDelivery() {
  const { send } = useSocket()
  const { messages, cancel } = useOutbox()
  const [delivery, setDelivery] = useState<Delivery | null>(null)
  const { status, error } = useDelivery(delivery)
  return (
    <>
      <p>
        <button onClick={() => setDelivery(send('notification:read', { all: true }))}>Mark all as read</button> The last
        message: {error?.code ?? status ?? 'none'}.
      </p>
      <ul>
        {messages.map(({ id, event }) => (
          <li key={id}>
            {event} waits. <button onClick={() => cancel(id)}>Do not send</button>
          </li>
        ))}
      </ul>
    </>
  )
}
