'use client'

import type { TopicState } from '@telltale/client'
import type { Topic } from '@telltale/protocol'
import { useEffect } from 'react'
import { useClient } from './useClient.ts'
import type { WithLine } from './useLine.ts'
import { useStore } from './useStore.ts'

export type UseTopicOptions = WithLine & {
  /** @defaultValue `true` */
  enabled?: boolean | undefined
}

const notYet: TopicState = { state: 'catching-up', lastGapAt: null }

/**
 * Joins a topic while mounted, once for all who do, and tells where it stands: `live`, `catching-up` with what was missed,
 * or `refused`. `lastGapAt` (epoch ms) is when events of it may last have been missed. Renders again when one of them
 * changes. Before the line is open, and on a server, it is `catching-up`.
 *
 * @throws {TelltaleError} `not_found`, in an effect, for a kind of topic that no client joins.
 * @example
 * const { state } = useTopic('project:42')
 * useEvent('comment:created', (comment) => show(comment.body), { key: '42' })
 */
export function useTopic(name: Topic, { enabled = true, ...options }: UseTopicOptions = {}): TopicState {
  const client = useClient(options)
  useEffect(() => (enabled ? client.join(name) : undefined), [client, name, enabled])
  return useStore(client.topics, (topics) => topics.get(name) ?? notYet)
}
