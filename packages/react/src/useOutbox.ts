'use client'

import type { OutboxMessage } from '@telltale/client'
import { useMemo } from 'react'
import { useClient, type UseClientOptions } from './useClient.ts'
import { useStore } from './useStore.ts'

export type UseOutboxResult = {
  /** What was sent and is not settled yet, oldest first. */
  messages: readonly OutboxMessage[]
  /** Gives one of them up; stable. */
  cancel: (id: string) => void
}

/**
 * What waits to be sent, or is under way. Renders again with a frame in which that changed; on a server there is nothing.
 *
 * @example
 * const { messages, cancel } = useOutbox()
 * return messages.map(({ id, event }) => <button key={id} onClick={() => cancel(id)}>{event}: do not send</button>)
 */
export function useOutbox(options: UseClientOptions = {}): UseOutboxResult {
  const { outbox } = useClient(options)
  const messages = useStore(outbox.messages)
  return useMemo(() => ({ messages, cancel: outbox.cancel }), [messages, outbox])
}
