/** How the server counts the writes of a record. */
export type VersionRule<TRow extends object> = {
  /** Reads the version of a record: a number that goes up with each write. */
  readonly of: (row: TRow) => number | undefined
  /** Whether it goes up by exactly one, so that a missing write shows. Say `false` for times. @defaultValue `true` */
  readonly contiguous?: boolean | undefined
}

/** Reads and writes the versions of an entity's records; without a rule no record has one. */
export class Versions<TRow extends object> {
  readonly isContiguous: boolean
  readonly #rule: VersionRule<TRow> | undefined
  #field: keyof TRow | null | undefined

  constructor(rule: VersionRule<TRow> | undefined) {
    this.#rule = rule
    this.isContiguous = rule !== undefined && rule.contiguous !== false
  }

  of(row: TRow | undefined): number | undefined {
    return row === undefined ? undefined : this.#rule?.of(row)
  }

  /** The version that changes lead to, where they carry it themselves. */
  ofChanges(changes: Partial<TRow>): number | undefined {
    // A rule reads fields, and where they are missing it gives nothing that is a number.
    const version = this.#rule?.of(changes as TRow)
    return typeof version === 'number' && !Number.isNaN(version) ? version : undefined
  }

  /** A record after changes, its version with it: apps send that back to their server. */
  merge(row: TRow, changes: Partial<TRow>, version: number | undefined): TRow {
    const merged = { ...row, ...changes }
    if (version === undefined || this.of(merged) === version) return merged
    const field = this.#fieldIn(merged, version)
    // A field from which the rule reads numbers holds one.
    if (field !== null) merged[field] = version as TRow[keyof TRow]
    return merged
  }

  /** Whether a record is certainly newer than another one. */
  isNewer(row: TRow, other: TRow): boolean {
    return (this.of(row) ?? -Infinity) > (this.of(other) ?? -Infinity)
  }

  /** The field that the rule reads, found by trying. */
  #fieldIn(row: TRow, version: number): keyof TRow | null {
    if (this.#field === undefined) {
      const fields = Object.keys(row) as (keyof TRow)[] // Object.keys forgets the names of a closed type
      this.#field = fields.find((field) => this.of({ ...row, [field]: version }) === version) ?? null
    }
    return this.#field
  }
}
