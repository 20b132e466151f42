const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const firstOf = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? ''

/** One or two letters for a name, as people see letters: of its first and its last word that begins with one. `?`: none. */
export function initials(name: string): string {
  // "Ada Lovelace (she)" is called by two of these.
  const words = name.split(/\s+/u).filter((word) => /^[^\p{P}]/u.test(word))
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => firstOf(word ?? ''))
  return `${first}${last}`.toLocaleUpperCase() || '?'
}

/** A hue for a person, 0–359: the same one everywhere and always. */
export function hueOf(userId: string): number {
  let hash = 0x811c9dc5
  for (const unit of userId) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  // FNV-1a alone gives ids that differ in their last digit one of two hues: its prime is 179 modulo 360.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) % 360
}

/** The ground of a person's initials: white on it has 4.5:1 at every hue, as black has on that of dark themes. */
export const ground = { light: '60% 27%', dark: '60% 75%' } as const
