import type { Issue } from '@telltale/protocol'

// Bundlers know this name and put its value in its place.
declare const process: { env: { NODE_ENV?: string } }

/** Tells developers of a line's invalid events: the first of each name, since a broken server sends thousands. */
export function createWarnings(): (event: string, issues: readonly Issue[]) => void {
  const told = new Set<string>()
  return (event, issues) => {
    if (process.env.NODE_ENV === 'production' || told.has(event)) return
    told.add(event)
    const places = issues.slice(0, 3).map(({ message, path = [] }) => `${path.join('.') || 'payload'}: ${message}`)
    console.warn(
      `[telltale] "${event}" was not handed on, because its payload does not fit the contract (${places.join('; ')}). Mend the server or the schema; others of this name are only counted, in getStats().invalid.`,
    )
  }
}
