/** All words of the presence avatars. One entry for each status, by its name. */
export type PresenceAvatarsLocaleText = Record<'online' | 'away' | 'offline', string> & {
  /** Names the list. `isStale`: the own line is down, so this is who was there last. */
  label: (count: number, isStale: boolean) => string
  /** A person, as a screen reader says it. `status` is one of the words above. */
  person: (name: string, status: string, isSelf: boolean) => string
  /** On the button for those who have no room, and what it is called. */
  surplus: (count: number) => string
  showAll: (hidden: number, count: number) => string
}

/** The built-in words. */
export const englishPresenceAvatarsText: PresenceAvatarsLocaleText = {
  online: 'online',
  away: 'away',
  offline: 'offline',
  label: (count, isStale) => `People here (${count})${isStale ? ', may be out of date' : ''}`,
  person: (name, status, isSelf) => `${name}${isSelf ? ' (you)' : ''}, ${status}`,
  surplus: (count) => `+${count}`,
  showAll: (hidden, count) => `${hidden} more: show all ${count} people`,
}
