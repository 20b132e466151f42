import { TelltaleError } from '@telltale/protocol'
import { expect, test } from 'vitest'
import { edges, undrawn } from '../.storybook/parts/statusEdges.ts'
import {
  type Context,
  initialState,
  type MachineEvent,
  type State,
  transition,
} from '../packages/client/src/machine.ts'

const now = 1_000_000
const lost = new TelltaleError('connection_lost', 'lost')
/** How a line may end: for now, for good, for want of a new token, and until a time that the server names. */
const errors = [
  lost,
  new TelltaleError('auth_invalid', 'no'),
  new TelltaleError('auth_expired', 'expired'),
  new TelltaleError('server_busy', 'busy', { retryAfterMs: 5_000 }),
]

/** Every event, so that one that is new does not compile until it is here. */
const events: { [TType in MachineEvent['type']]: readonly (MachineEvent & { type: TType })[] } = {
  connectRequested: [{ type: 'connectRequested' }],
  disconnectRequested: [{ type: 'disconnectRequested' }],
  retryRequested: [{ type: 'retryRequested' }],
  tokenArrived: [{ type: 'tokenArrived' }],
  tokenFailed: errors.map((error) => ({ type: 'tokenFailed', error })),
  opened: [{ type: 'opened' }],
  syncBegan: [{ type: 'syncBegan' }],
  synced: [{ type: 'synced' }],
  doubted: [{ type: 'doubted' }],
  answered: [{ type: 'answered' }],
  attended: [{ type: 'attended' }],
  pageSuspended: [{ type: 'pageSuspended' }],
  pageResumed: [{ type: 'pageResumed' }],
  spreadGiven: [{ type: 'spreadGiven', spreadMs: 7 }],
  unreachable: errors.map((error) => ({ type: 'unreachable', error })),
  refused: errors.map((error) => ({ type: 'refused', error })),
  closed: errors.map((error) => ({ type: 'closed', error })),
  renounced: errors.map((error) => ({ type: 'renounced', error })),
  deadlinePassed: [{ type: 'deadlinePassed' }],
  outageLasted: [{ type: 'outageLasted' }],
  wentOnline: [{ type: 'wentOnline' }],
  wentOffline: [{ type: 'wentOffline' }],
  disposed: [{ type: 'disposed' }],
}

const usual = { now, random: () => 0.5, probes: true, isTokenExpired: false, bufferedBytes: 0 }

/** Lines with a token and without, of patient apps and of such that give up at once; each may meet both of its moments. */
const lines: readonly (readonly Context[])[] = [true, false].flatMap((authenticates) =>
  [Infinity, 1].map((maxAttempts) =>
    [true, false].map((isTokenExpired) => ({ ...usual, authenticates, maxAttempts, isTokenExpired })),
  ),
)

/** What decides where a state goes next; counters that only grow are left out, or there would be no end. */
const keyOf = (state: State): string => {
  const { phase, refreshed, isOrdered, offline, isSyncing, buffered, downSince, tokenReason } = state
  const isFirst = state.attempt < 2
  return JSON.stringify([phase, refreshed, isOrdered, offline, isSyncing, buffered, downSince, tokenReason, isFirst])
}

/** Every move from one phase to another that the machine makes, whatever happens in whatever order. */
function movesOf(contexts: readonly Context[]): Set<string> {
  const moves = new Set<string>()
  const known = new Set<string>()
  const reached = [initialState(now)]
  for (const state of reached) {
    if (known.has(keyOf(state))) continue
    known.add(keyOf(state))
    for (const event of Object.values(events).flat()) {
      for (const context of contexts) {
        const [next] = transition(state, event, context)
        if (next.phase !== state.phase) moves.add(`${state.phase} → ${next.phase}`)
        reached.push(next)
      }
    }
  }
  return moves
}

const made = new Set(lines.flatMap((contexts) => Array.from(movesOf(contexts))))
const movesIn = (part: typeof edges | typeof undrawn): string[] =>
  part.flatMap(({ from, to }) => from.map((phase) => `${phase} → ${to}`))

test('the picture of the connection states shows every move of the machine that the page does not tell in words', () => {
  expect([...movesIn(edges), ...movesIn(undrawn)].toSorted()).toEqual([...made].toSorted())
})
