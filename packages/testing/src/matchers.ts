// Makes the module known that is added to below, also where nothing else imports it.
import type {} from 'vitest'
import { type Topic, topicRequests } from '@telltale/protocol'
import { toTimedLine, type TranscriptEntry } from './createTranscript.ts'
import type { Speech, Utterance } from './hearSpeech.ts'
import { connectionsSoFar, hasEmitted, hasReceived, isInTopic, tells } from './predicates.ts'
import type { World } from './runWorld.ts'

/**
 * What `expect(server)` can say of a mock server once it was extended by {@link matchers}. Payloads are compared as in
 * `hasEmitted`: the fields that are given, and `expect.any(…)` and its like.
 */
export interface ServerMatchers<TResult = unknown> {
  /** The server has sent that event to anybody. */
  toHaveEmitted: (event: string, payload?: unknown) => TResult
  /** A client has sent that event. */
  toHaveReceived: (event: string, payload?: unknown) => TResult
  /** So many sockets are connected now. */
  toHaveConnections: (count: number) => TResult
  /** So often sockets have connected, over all lives of the server. */
  toHaveConnected: (times: number) => TResult
  /** That user is in that topic, on any of their lines. */
  toHaveInTopic: (topic: Topic, userId: string) => TResult
  /** Clients have left no socket, line or listener behind. */
  toHaveNoLeftovers: () => TResult
}

/** What `expect(speech)` can say of what a page has said, where `speech` is what `hearSpeech` gives. */
export interface SpeechMatchers<TResult = unknown> {
  /**
   * A screen reader heard these words, a sentence whole or what of it a pattern finds; without words: anything at all. With
   * a politeness, it was said in that way.
   */
  toHaveAnnounced: (words?: string | RegExp, politeness?: Utterance['politeness']) => TResult
}

// The parameters of an interface that is added to must be those that it has.
declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends ServerMatchers<R>, SpeechMatchers<R> {}
}

declare global {
  // Jest's types look here, and with them those of Storybook's `expect`.
  namespace jest {
    // oxlint-disable-next-line typescript/no-empty-object-type -- as it is declared there
    interface Matchers<R, T = {}> extends ServerMatchers<R>, SpeechMatchers<R> {}
  }
}

/** As much of what Vitest and Jest give a matcher as these need. */
type MatcherContext = { isNot: boolean; utils: { stringify: (value: unknown) => string } }

type MatcherResult = { pass: boolean; message: () => string }

type AllMatchers = ServerMatchers & SpeechMatchers

/**
 * Matchers for mock servers and for speech, for Vitest, Jest and Storybook. Where one does not hold, it shows what happened
 * instead: lines of the transcript, or what was said.
 *
 * @example
 * expect.extend(matchers)
 * expect(server).toHaveEmitted('notification', { title: 'Hello', createdAt: expect.any(String) })
 * expect(server).toHaveNoLeftovers()
 * expect(hearSpeech()).not.toHaveAnnounced()
 */
export const matchers: {
  readonly [TName in keyof AllMatchers]: (
    this: MatcherContext,
    received: unknown,
    ...args: Parameters<AllMatchers[TName]>
  ) => MatcherResult
} = {
  toHaveEmitted(received, event, payload) {
    const server = asWorld(received)
    return { pass: hasEmitted(server, event, payload), message: () => passed(this, server, 'out', event, payload) }
  },
  toHaveReceived(received, event, payload) {
    const server = asWorld(received)
    return { pass: hasReceived(server, event, payload), message: () => passed(this, server, 'in', event, payload) }
  },
  toHaveConnections(received, count) {
    const server = asWorld(received)
    const { connections } = server
    const told = `expected the number of connections ${not(this)}to be ${count}; it is ${connections}, and over all lives ${connectionsSoFar(server)}`
    return { pass: connections === count, message: () => told + lines(server, 'who came and went', isComingOrGoing) }
  },
  toHaveConnected(received, times) {
    const server = asWorld(received)
    const soFar = connectionsSoFar(server)
    const told = `expected the number of connections over all lives ${not(this)}to be ${times}; it is ${soFar}`
    return { pass: soFar === times, message: () => told + lines(server, 'who came and went', isComingOrGoing) }
  },
  toHaveInTopic(received, topic, userId) {
    const server = asWorld(received)
    const told = `expected ${userId} ${not(this)}to be in ${topic}; in it are: ${peopleIn(server, topic).join(', ') || 'nobody'}`
    return {
      pass: isInTopic(server, userId, topic),
      message: () => told + lines(server, 'who came, went and asked', isAboutTopics),
    }
  },
  toHaveNoLeftovers(received) {
    const server = asWorld(received)
    const { sockets, lines: left, listeners } = server.leftovers()
    const told = `expected clients ${not(this)}to leave nothing behind; sockets: ${sockets}, lines below them: ${left}, listeners to connectivity: ${listeners}`
    return {
      pass: sockets + left + listeners === 0,
      message: () => told + lines(server, 'who came and went', isComingOrGoing),
    }
  },
  toHaveAnnounced(received, words, politeness) {
    const { utterances } = asSpeech(received)
    const said = words === undefined ? 'anything' : this.utils.stringify(words)
    const told = `expected the page ${not(this)}to have announced ${said}${politeness === undefined ? '' : `, ${politeness}`}`
    return {
      pass: utterances.some((one) => isHeard(one, words, politeness)),
      message: () => `${told}; it has said${utterances.length === 0 ? ' nothing' : `:${listed(utterances)}`}`,
    }
  },
}

const isHeard = (
  { text, isMissed, ...one }: Utterance,
  words: string | RegExp = text,
  politeness = one.politeness,
): boolean =>
  !isMissed && one.politeness === politeness && (typeof words === 'string' ? text === words : text.search(words) >= 0)

const listed = (utterances: readonly Utterance[]): string =>
  utterances
    .slice(-shownLines)
    .map(({ politeness, text, isMissed }) => {
      const missed = isMissed ? ' (came together with its live region, so most screen readers leave it out)' : ''
      return `\n${politeness}: ${text}${missed}`
    })
    .join('')

const not = ({ isNot }: MatcherContext): string => (isNot ? 'not ' : '')

/** What passed, or did not, in one direction: events of that name, else the names of those that did. */
function passed(context: MatcherContext, server: World, kind: 'in' | 'out', event: string, payload: unknown): string {
  const verb = kind === 'out' ? 'sent' : 'received'
  const described = payload === undefined ? '' : ` with ${context.utils.stringify(payload)}`
  const told = `expected the server ${not(context)}to have ${verb} "${event}"${described}`
  const wanted = context.isNot ? payload : undefined
  const ofName = lines(server, `it has ${verb}`, (entry) => tells(entry, kind, event, wanted))
  if (ofName !== '') return told + ofName
  const names = server.transcript.entries.flatMap((entry) => (entry.kind === kind ? [entry.event] : []))
  return `${told}; it has ${verb}: ${Array.from(new Set(names)).join(', ') || 'nothing'}`
}

const isComingOrGoing = ({ kind }: TranscriptEntry): boolean =>
  kind === 'connect' || kind === 'disconnect' || kind === 'refused'

const topicEvents: ReadonlySet<string> = new Set([
  'sync',
  'leave',
  'room:revoked',
  ...Object.values(topicRequests).flatMap(({ join, leave }) => [join, leave]),
])

const isAboutTopics = (entry: TranscriptEntry): boolean =>
  isComingOrGoing(entry) || ('event' in entry && topicEvents.has(entry.event))

const shownLines = 10
const shownLetters = 300

/** The last entries of a kind as lines below a title; nothing where there are none. */
function lines({ transcript }: World, title: string, isWanted: (entry: TranscriptEntry) => boolean): string {
  const all = transcript.entries.filter(isWanted)
  if (all.length === 0) return ''
  const shown = all.slice(-shownLines).map((entry) => cut(toTimedLine(entry)))
  const more = all.length > shownLines ? ` (the last ${shownLines} of ${all.length})` : ''
  return `\n\n${title}${more}:\n${shown.join('\n')}`
}

const cut = (line: string): string => (line.length > shownLetters ? `${line.slice(0, shownLetters)}…` : line)

function peopleIn({ io }: World, topic: string): string[] {
  const rooms = Array.from(io.sockets.sockets.values(), (socket) => Array.from(socket.rooms))
  const own = rooms
    .filter((each) => each.includes(topic))
    .flatMap((each) => each.filter((room) => room.startsWith('user:')))
  return Array.from(new Set(own), (room) => room.slice('user:'.length)).toSorted()
}

function asSpeech(received: unknown): Speech {
  const isSpeech = typeof received === 'object' && received !== null && 'utterances' in received
  if (!isSpeech) throw new TypeError('[telltale] this matcher looks at speech: write expect(hearSpeech())')
  // Nothing else that is handed to `expect` has this field.
  return received as Speech
}

function asWorld(received: unknown): World {
  const isWorld =
    typeof received === 'object' && received !== null && 'transcript' in received && 'leftovers' in received
  if (!isWorld) throw new TypeError('[telltale] this matcher looks at a mock server: write expect(server)')
  // The two that no other object has together.
  return received as World
}
