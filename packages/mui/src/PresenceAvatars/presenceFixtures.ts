import type { PresencePerson } from './PresenceAvatarsView.tsx'

const names = [
  'Ada Lovelace',
  'Grace Hopper',
  'Alan Turing',
  'Katherine Johnson',
  'Edsger Dijkstra',
  'Barbara Liskov',
  '王小云',
  'Émilie du Châtelet',
]

/** So many people, whose names begin anew after the eighth. */
export const crowd = (count: number): readonly PresencePerson[] =>
  Array.from({ length: count }, (_, index) => ({
    userId: `user-${index}`,
    name: names[index % names.length] ?? '',
    status: 'online' as const,
  }))

/** One for each status. */
export const threeStatuses: readonly PresencePerson[] = crowd(3).map((person, index) => ({
  ...person,
  status: (['online', 'away', 'offline'] as const)[index] ?? 'online',
}))
