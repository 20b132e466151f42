import { randomUUID } from 'node:crypto'
import type { EntityAuthor, EntityEventKind } from '@telltale/server'
import { type Module, type ModuleName, type ModuleRecord, modules, newestFirst } from '../src/modules.ts'

/** Tells the team of a change; `emitEntity` of the server. */
export type TellTeam = (name: ModuleName, kind: EntityEventKind, payload: object, author: EntityAuthor) => void

const seeds: Readonly<Record<ModuleName, readonly string[]>> = {
  escrow: ['12 Elm Street', '4 Harbour View', '90 Station Road'],
  listing: ['7 Mill Lane', '33 Park Avenue'],
  client: ['Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov'],
  appointment: ['Viewing at Mill Lane', 'Signing at the notary'],
  lead: ['Hedy Lamarr', 'Tim Berners-Lee', 'Radia Perlman'],
}

/** The records of all modules, in memory. Each write raises the record's version by one, and is told to the team. */
export class Records {
  readonly #tell: TellTeam
  readonly #byModule = new Map<ModuleName, Map<string, ModuleRecord>>()

  constructor(tell: TellTeam) {
    this.#tell = tell
    for (const module of Object.values(modules)) {
      const records = seeds[module.name].map((title) => newRecord(module, { id: randomUUID(), title }))
      this.#byModule.set(module.name, new Map(records.map((record) => [record.id, record])))
    }
  }

  list({ name }: Module): ModuleRecord[] {
    return [...(this.#byModule.get(name)?.values() ?? [])].sort(newestFirst)
  }

  find({ name }: Module, id: string): ModuleRecord | undefined {
    return this.#byModule.get(name)?.get(id)
  }

  /** A repeated creation gives the record that is there. */
  create(module: Module, draft: Pick<ModuleRecord, 'id' | 'title'>, author: EntityAuthor): ModuleRecord {
    const { name } = module
    const known = this.find(module, draft.id)
    if (known) return known
    const record = newRecord(module, draft)
    this.#byModule.get(name)?.set(record.id, record)
    this.#tell(name, 'created', { [name]: record }, author)
    return record
  }

  change(module: Module, record: ModuleRecord, changes: Partial<ModuleRecord>, author: EntityAuthor): ModuleRecord {
    const { name } = module
    const version = record.version + 1
    const changed = { ...record, ...changes, version }
    this.#byModule.get(name)?.set(record.id, changed)
    this.#tell(name, 'updated', { [`${name}Id`]: record.id, changes, version }, author)
    return changed
  }

  remove({ name }: Module, { id, version }: ModuleRecord, author: EntityAuthor): void {
    this.#byModule.get(name)?.delete(id)
    this.#tell(name, 'deleted', { [`${name}Id`]: id, version: version + 1 }, author)
  }
}

function newRecord({ statuses }: Module, draft: Pick<ModuleRecord, 'id' | 'title'>): ModuleRecord {
  return {
    ...draft,
    status: statuses[0],
    archived: false,
    notes: [],
    createdAt: new Date().toISOString(),
    version: 1,
  }
}
