import * as v from 'valibot'

/** What both ends know of a module: how its records are called, and how far one may be. */
export type Module = {
  name: ModuleName
  /** In addresses, and as the key of its queries. */
  plural: string
  /** What is written into `title`. */
  titleLabel: string
  /** The first is that of a new record, the last says that there is no more to do. */
  statuses: readonly [string, ...string[]]
}

export type ModuleName = 'escrow' | 'listing' | 'client' | 'appointment' | 'lead'

/** The modules of the demo's records. They differ in words alone, so one page shows them all. */
export const modules: Readonly<Record<ModuleName, Module>> = {
  escrow: { name: 'escrow', plural: 'escrows', titleLabel: 'Address', statuses: ['open', 'in review', 'closed'] },
  listing: { name: 'listing', plural: 'listings', titleLabel: 'Address', statuses: ['draft', 'active', 'sold'] },
  client: { name: 'client', plural: 'clients', titleLabel: 'Name', statuses: ['prospect', 'signed', 'served'] },
  appointment: {
    name: 'appointment',
    plural: 'appointments',
    titleLabel: 'What for',
    statuses: ['planned', 'completed'],
  },
  lead: { name: 'lead', plural: 'leads', titleLabel: 'Name', statuses: ['new', 'contacted', 'won', 'lost'] },
}

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))

/** A record of any module. `version` goes up by one with each write; times are ISO 8601. */
export const recordSchema = v.object({
  id: text,
  title: text,
  status: text,
  archived: v.boolean(),
  notes: v.array(v.object({ id: text, text, author: text })),
  createdAt: v.string(),
  version: v.number(),
})
export type ModuleRecord = v.InferOutput<typeof recordSchema>

/** The order of all lists, at both ends. */
export const newestFirst = (one: ModuleRecord, other: ModuleRecord): number =>
  other.createdAt.localeCompare(one.createdAt) || one.id.localeCompare(other.id)

/** What people give of a new record, and of a note; they make the ids, so that they know their own echo. */
export const draftSchema = v.pick(recordSchema, ['id', 'title'])
export const noteSchema = v.object({ id: text, text })
/** What people may change of a record. */
export const changesSchema = v.object({
  title: v.exactOptional(text),
  status: v.exactOptional(text),
  archived: v.exactOptional(v.boolean()),
})
export type Changes = v.InferOutput<typeof changesSchema>
