import { isAnswer, isMeta, type LoggedEvent, type Topic } from '@telltale/protocol'
import type { Scenario, Step, TranscriptEntry } from '@telltale/testing'
import type { FaultCall } from './link.ts'

/** A line of the panel's log: what happened at the server, and what was done to the network. */
export type LogEntry = TranscriptEntry | Readonly<{ at: number; kind: 'fault' } & FaultCall>

/** Told by the server by itself about who comes and goes, so it will be told again. */
const ownWords = new Set(['presence:changed', 'project:user:joined', 'project:user:left'])

/**
 * What happened to a story as a scenario: every event to a topic, once however many heard it, and every fault. Times stay
 * as they were, from the beginning of the story. What was said while nobody was there is taken from what those who came
 * back were given.
 *
 * @param startedAt - when the log's times begin, in epoch ms
 */
export function toScenario(name: string, log: readonly LogEntry[], startedAt: number): Scenario {
  const steps: Step[] = []
  const told = new Set<string>()
  let expiredAt = -1
  const add = (at: number, { event, payload, meta }: LoggedEvent) => {
    if (ownWords.has(event) || told.has(meta.id)) return
    told.add(meta.id)
    // A server of ours writes topics alone.
    steps.push({ at, do: 'emit', topic: meta.topic as Topic, event, payload })
  }
  for (const entry of log) {
    if (entry.kind === 'fault') {
      // Fault and arguments belong together, which the compiler does not follow through a union.
      steps.push({ at: entry.at, do: entry.fault, args: entry.args } as Step)
    } else if (entry.kind === 'ack') {
      for (const missed of missedIn(entry.answer)) add(Math.max(0, Date.parse(missed.meta.at) - startedAt), missed)
    } else if (entry.kind === 'out' || entry.kind === 'weather') {
      const { at, event, payload, meta } = entry
      if (isMeta(meta)) add(at, { event, payload, meta })
      else if (event === 'auth:expired' && at !== expiredAt) {
        expiredAt = at
        steps.push({ at, do: 'expireToken' })
      }
    }
  }
  return { name, steps: steps.toSorted((one, other) => one.at - other.at) }
}

function missedIn(answer: unknown): LoggedEvent[] {
  if (!isAnswer(answer) || !answer.ok || typeof answer.data !== 'object' || answer.data === null) return []
  const { topics } = answer.data as { topics?: Record<string, { events?: LoggedEvent[] }> } // as `sync` is answered
  return Object.values(topics ?? {}).flatMap(({ events = [] }) => events)
}

/** A scenario as the code that makes it, to be pasted beside a story or a test. */
export function toScenarioCode({ name, steps }: Scenario): string {
  let at = 0
  const calls = steps.flatMap((step) => {
    const moved = step.at === at ? [] : [`.at(${step.at})`]
    at = step.at
    return [...moved, toCall(step)]
  })
  return [`scenario(${JSON.stringify(name)})`, ...calls].join('\n  ')
}

function toCall(step: Step): string {
  const args = step.do === 'emit' ? [step.topic, step.event, step.payload] : step.do === 'expireToken' ? [] : step.args
  return `.${step.do}(${args.map((argument) => JSON.stringify(argument)).join(', ')})`
}
