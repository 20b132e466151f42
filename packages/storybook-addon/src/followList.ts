/** Gives at each call what was added to a list since the last one, though the oldest may have left it. */
export function followList<TEntry>(list: () => readonly TEntry[]): () => TEntry[] {
  let last: TEntry | undefined
  return () => {
    const entries = list()
    const fresh = last === undefined ? entries.slice() : entries.slice(entries.lastIndexOf(last) + 1)
    last = entries.at(-1)
    return fresh
  }
}
