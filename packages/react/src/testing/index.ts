export { advance } from './advance.ts'
export { renderRealtime } from './renderRealtime.tsx'
export type { RealtimeView, RenderRealtimeOptions } from './renderRealtime.tsx'
