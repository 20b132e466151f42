export type { Player, PlayerState } from './Player.ts'
export { prepareWire, type Wire, type WireContext, wireOf, type WireParameters } from './wire.ts'
export { useWire, withWire } from './withWire.tsx'
