export type { MockServer, MockServerOptions } from './createMockServer.ts'
export { createMockServer } from './createMockServer.ts'
export type { Connectivity, Network, Refusal } from './network.ts'
