import type { Socket } from 'socket.io-client'
import type { Line } from './Line.ts'

const key = Symbol.for('telltale.sockets')

/** The line of each socket. On `globalThis`, so that a second copy of this module finds the lines of the first. */
export function linesBySocket(): WeakMap<Socket, Line> {
  const holder: { [key]?: WeakMap<Socket, Line> } = globalThis as object
  return (holder[key] ??= new WeakMap())
}
