export { createNodeServer } from './createNodeServer.ts'
export type { ProxyNetwork, TcpProxy, TcpProxyOptions } from './createTcpProxy.ts'
export { createTcpProxy } from './createTcpProxy.ts'
