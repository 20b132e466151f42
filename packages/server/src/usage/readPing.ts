import { TelltaleError, type UsagePing } from '@telltale/protocol'
import { usagePingSchema, validate } from '@telltale/protocol/schemas'

/** More than any ping has, in bytes. */
const maxBodyBytes = 4096
const issuesTold = 10

/**
 * Reads what was posted to `ping`. Whatever its type says, it is JSON: a beacon can only send text.
 *
 * @throws {TelltaleError} `payload_too_large`, `invalid_payload` with issues, or `connection_lost` on the way
 */
export async function readPing(request: Request): Promise<UsagePing> {
  const checked = validate(usagePingSchema, parse(await readText(request)))
  if (!('issues' in checked)) return checked.value
  throw invalid({ issues: checked.issues.slice(0, issuesTold) })
}

/** Reads no further than is needed to see that it is too much. */
async function readText({ body }: Request): Promise<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // Not by iteration, which not every browser can do.
  const reader = body?.getReader()
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
    const { done, value } = (await reader?.read().catch(lost)) ?? { done: true, value: undefined }
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBodyBytes) {
      reader?.cancel().catch(() => undefined)
      throw new TelltaleError('payload_too_large', `a ping has at most ${maxBodyBytes} bytes. Send less.`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid()
  }
}

const invalid = (options: { issues?: TelltaleError['issues'] } = {}): TelltaleError =>
  new TelltaleError('invalid_payload', 'the ping was refused, because it is not as agreed. See its issues.', options)

const lost = (cause: unknown): never => {
  throw new TelltaleError('connection_lost', 'the ping did not arrive whole. Send it again.', { cause })
}
