import { type SSEEvent, TelltaleError } from '@telltale/protocol'
import { startTimer } from '../startTimer.ts'
import { encodeUsageEvent, streamPreamble } from './encodeUsageEvent.ts'
import type { UsageLimits, UsageOperation, UsageRecord } from './ledger.ts'
import type { UsageStore } from './UsageStore.ts'
import { eventsBetween, stateEvent, toClosedState, toHeartbeat, toSessionState } from './usageViews.ts'

/** How long a stream is silent at most, in ms, while a session is active and while none is. */
const heartbeatMs = { active: 10_000, idle: 30_000 }
/** Frames that may wait for a reader before the stream is given up. */
const framesWaiting = 64
/** A stream renews the session that lives by it once so much of the lease is gone. */
const renewAfter = 0.25
/** How long a stream outlives its token, in ms; its client has asked for another one by then. */
const expiredGraceMs = 5_000

type UsageStreamOptions = {
  userId: string
  /** When the token ends, in epoch ms. */
  expiresAt: number | undefined
  /** Tells that nobody reads any more; a platform may say so by this, by cancelling the body, or by both. */
  signal: AbortSignal
  store: UsageStore
  limits: UsageLimits
  apply: (operation: UsageOperation) => Promise<UsageRecord>
  /** Told of each record that follows. */
  onRecord: (record: UsageRecord) => void
  /** Takes the stream in, by the function that ends it; returns how to let go of it. */
  hold: (end: () => void) => () => void
  onError: (error: unknown) => void
}

const encoder = new TextEncoder()

/**
 * Opens the stream of a user's usage: what is, then what happens, and a heartbeat after each silence. It is made of the
 * last record and the store's clock, so a heartbeat costs no query.
 */
export async function openUsageStream(options: UsageStreamOptions): Promise<ReadableStream<Uint8Array>> {
  const { userId, expiresAt, signal, store, limits, apply, onRecord, hold, onError } = options
  // There while somebody reads.
  let reader: ReadableStreamDefaultController<Uint8Array> | undefined
  let early: UsageRecord | undefined
  let told: UsageRecord | undefined
  // A session that this stream has seen end is shown as it ended, until another begins.
  let view = toSessionState
  let cancelHeartbeat = (): void => undefined

  const end = (): void => release()?.close()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      reader = controller
    },
    cancel: () => void release(),
  })

  const release = (): typeof reader => {
    const released = reader
    reader = undefined
    cancelHeartbeat()
    cancelExpiry()
    unsubscribe()
    signal.removeEventListener('abort', end)
    letGo()
    return released
  }

  const send = (text: string): void => {
    // Without a bound, a reader that has stopped would fill the memory. It comes back, and is told the state.
    if ((reader?.desiredSize ?? 0) < -framesWaiting) release()?.error(slowConsumer())
    reader?.enqueue(encoder.encode(text))
  }

  const tell = (events: readonly SSEEvent[], before = ''): void => {
    send(before + events.map(encodeUsageEvent).join(''))
    cancelHeartbeat()
    if (reader === undefined) return
    cancelHeartbeat = startTimer(beat, told?.session ? heartbeatMs.active : heartbeatMs.idle)
  }

  const beat = (): void => {
    if (told === undefined) return
    const hasDrained = (reader?.desiredSize ?? 0) > 0
    tell([toHeartbeat(view(told, limits, store.now()))])
    const { session } = told
    if (!session?.livesByStream || !hasDrained) return
    if (session.expiresAt - store.now() > limits.ttlMs * (1 - renewAfter)) return
    apply({ type: 'renew', sessionId: session.id }).catch(onError)
  }

  const hear = (record: UsageRecord): void => {
    onRecord(record)
    if (told === undefined) early = record
    else if (isNewer(record, told)) {
      const before = told
      told = record
      const events = eventsBetween(before, record, limits, store.now())
      const [last] = events.slice(-1)
      view = last?.type === 'session:state' || record.session !== null ? toSessionState : toClosedState
      tell(events)
    }
  }

  const letGo = hold(end)
  const cancelExpiry =
    expiresAt === undefined ? () => undefined : startTimer(end, expiresAt + expiredGraceMs - Date.now())
  // Before the first look, lest a change fall between the two.
  const unsubscribe = store.subscribe(userId, hear)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  try {
    const record = await apply({ type: 'look' })
    told = early !== undefined && isNewer(early, record) ? early : record
  } catch (error) {
    end()
    throw error
  }
  tell([stateEvent(told, limits, store.now())], streamPreamble)
  return body
}

/** Of two records of one epoch the one that counts more; another epoch is the newer one, for who has been told of this. */
const isNewer = (record: UsageRecord, than: UsageRecord): boolean =>
  record.epoch !== than.epoch || record.seq > than.seq

const slowConsumer = (): TelltaleError =>
  new TelltaleError('slow_consumer', 'the usage stream was not read fast enough. Open it again.')
