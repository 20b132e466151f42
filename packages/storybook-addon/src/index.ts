export type { Player, PlayerState } from './Player.ts'
export { speechOf } from './speech.ts'
export { prepareWire, type Wire, type WireContext, wireOf, type WireParameters } from './wire.ts'
export { useWire, withWire } from './withWire.tsx'
