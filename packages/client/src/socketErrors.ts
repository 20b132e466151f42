import { TelltaleError } from '@telltale/protocol'
import { isRecord } from './acceptPayload.ts'
import { explain } from './explain.ts'

/** The server said no to the handshake; its code comes as `data`. */
export function refusedLine(error: Error & { data?: unknown }): TelltaleError {
  const told = isRecord(error.data) ? error.data : {}
  return TelltaleError.fromWire({ message: error.message, ...told })
}

/** The server was never reached. */
export const unreachableServer = (cause: Error): TelltaleError =>
  new TelltaleError('connection_lost', explain('the server cannot be reached'), { cause })

/** An open line is gone; `reason` is Socket.IO's word for why. */
export const lostLine = (reason: string): TelltaleError =>
  new TelltaleError('connection_lost', explain('the line to the server was lost'), { cause: reason })
