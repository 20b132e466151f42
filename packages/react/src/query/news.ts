/**
 * What became known of a record, whatever the source. `version` is missing where the server has none; `isNew` says that
 * the record did not exist before.
 */
export type News<TRow extends object> = { readonly id: string; readonly version: number | undefined } & (
  | { readonly type: 'record'; readonly record: TRow; readonly isNew: boolean }
  | { readonly type: 'changes'; readonly changes: Partial<TRow> }
  | { readonly type: 'deleted' }
)
