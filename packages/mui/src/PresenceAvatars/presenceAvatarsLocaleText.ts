/** All words of the presence avatars. One entry for each status, by its name. */
export type PresenceAvatarsLocaleText = Record<'online' | 'away' | 'offline', string> & {
  /** Names the list. `isStale`: the own line is down, so this is who was there last. */
  label: (count: number, isStale: boolean) => string
  /** A person, as a screen reader says it. `status` is one of the words above. */
  person: (name: string, status: string, isSelf: boolean) => string
  /** On the button for those who have no room; its name begins with it, as voice control needs it. */
  surplus: (count: number) => string
  /** What a press of it does. */
  showAll: (count: number) => string
  /** Facts one after the other, as they are spoken. Intl's lists put an "and" before the last. */
  joined: (facts: readonly string[]) => string
}

/** The built-in words. */
export const englishPresenceAvatarsText: PresenceAvatarsLocaleText = {
  online: 'online',
  away: 'away',
  offline: 'offline',
  label: (count, isStale) => `People here (${count})${isStale ? ', may be out of date' : ''}`,
  person: (name, status, isSelf) => `${name}${isSelf ? ' (you)' : ''}, ${status}`,
  surplus: (count) => `+${count}`,
  showAll: (count) => `show all ${count} people`,
  joined: (facts) => facts.join(', '),
}
