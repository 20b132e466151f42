/** The kinds of topics that every server of ours has; a contract may add more. */
export type TopicKind = 'user' | 'team' | 'project' | 'run'

/** A topic's name: a kind and an id, as `project:42`. Topics are Socket.IO rooms of the same name. */
export type Topic<TKind extends string = string> = `${TKind}:${string}`

/** The events by which a topic is joined and left, and the field that carries its id, on plain servers and ours. */
export const topicRequests = {
  team: { join: 'team:join', leave: 'team:leave', field: 'teamId' },
  project: { join: 'project:join', leave: 'project:leave', field: 'projectId' },
  run: { join: 'workflow:subscribe', leave: 'workflow:unsubscribe', field: 'runId' },
} as const

/** Takes a topic's name apart, or gives `null` for what is none. */
export function parseTopic(name: string): { kind: string; id: string } | null {
  const colon = name.indexOf(':')
  return colon > 0 && colon < name.length - 1 ? { kind: name.slice(0, colon), id: name.slice(colon + 1) } : null
}
