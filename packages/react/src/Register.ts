import type { Contract, TelltaleContract } from '@telltale/protocol'

/**
 * Where an app tells its contract to every hook, once.
 *
 * @example
 * declare module '@telltale/react' {
 *   interface Register { contract: typeof contract }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- apps fill it by declaration merging, which only an interface allows
export interface Register {}

/** The app's contract, or ours where none is registered. */
export type RegisteredContract = Register extends { contract: infer TContract extends Contract }
  ? TContract
  : TelltaleContract
