import type { RealtimeClient } from '@telltale/client'

/** Calls `listener` with each topic that was live and that we may not hear any more; returns how to stop that. */
export function followRevocations(
  { topics }: Pick<RealtimeClient, 'topics'>,
  listener: (topic: string) => void,
): () => void {
  const heard = new Set<string>()
  const look = (): void => {
    for (const [topic, { state }] of topics.getSnapshot()) {
      if (state === 'live') heard.add(topic)
      else if (state === 'refused' && heard.delete(topic)) listener(topic)
    }
  }
  look()
  return topics.subscribe(look)
}
