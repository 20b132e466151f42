import { type Contract, type Issue, parseTopic, type Topic } from '@telltale/protocol'
import { telltaleContract } from '@telltale/protocol/schemas'
import { createFake } from '@telltale/testing'

/** An event as the panel's editor has it: topic and payload as they were typed. */
export type Draft = Readonly<{ event: string; topic: string; json: string }>

/** A draft that may be sent, or what is wrong with it. */
export type CheckedDraft = { topic: Topic; payload: unknown } | { issues: readonly Issue[] }

/** The events that a hand may send: those of the contract, but for what our server says of the line itself. */
export function emittable(contract: Contract): string[] {
  return Object.keys(contract.events).filter((event) => telltaleContract.events[event]?.class !== 'volatile')
}

/** Makes up payloads; `seed` keeps them the same from one visit of a story to the next. */
export type Sampler = (event: string) => unknown

/**
 * Samples of the contract's events, as of now: times in them are the present. An event of an app's own is an empty object,
 * whose issues then say what it wants.
 */
export function createSampler(userId: () => string, seed = 1): Sampler {
  const makers: Record<string, (() => object) | undefined> = createFake(seed)
  return (event) => {
    const sample = (Object.hasOwn(makers, event) ? makers[event]?.() : undefined) ?? {}
    const now = new Date().toISOString()
    return Object.fromEntries(
      Object.entries(sample).map(([field, value]) => {
        // Events of one user are about the one who is signed in; those about others keep their people.
        if (field === 'userId' && event.startsWith('notification')) return [field, userId()]
        return [field, typeof value === 'string' && isTime.test(value) ? now : value]
      }),
    )
  }
}

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** Where an event with such a payload goes by rule: to its project or run, else to the user. */
export function topicFor(payload: unknown, user: string): Topic {
  if (typeof payload !== 'object' || payload === null) return `user:${user}`
  if ('projectId' in payload && typeof payload.projectId === 'string') return `project:${payload.projectId}`
  if ('runId' in payload && typeof payload.runId === 'string') return `run:${payload.runId}`
  if ('teamId' in payload && typeof payload.teamId === 'string') return `team:${payload.teamId}`
  return `user:${user}`
}

/** Reads a draft and checks it as the server will. */
export function checkDraft({ event, topic, json }: Draft, contract: Contract): CheckedDraft {
  const definition = Object.hasOwn(contract.events, event) ? contract.events[event] : undefined
  if (definition === undefined) return { issues: [{ message: `The contract does not name "${event}".` }] }
  let payload: unknown
  try {
    payload = JSON.parse(json)
  } catch (error) {
    return { issues: [{ message: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` }] }
  }
  if (parseTopic(topic) === null) {
    return { issues: [{ message: 'A topic is a kind and an id, as "user:ada" or "project:42".' }] }
  }
  try {
    const checked = contract.validate(definition.schema, payload)
    // `parseTopic` has found both of its parts.
    return 'issues' in checked ? { issues: checked.issues } : { topic: topic as Topic, payload }
  } catch (error) {
    // As an asynchronous schema makes it do, or an app's own that did not expect this.
    return { issues: [{ message: error instanceof Error ? error.message : String(error) }] }
  }
}

/**
 * One more of a payload, for those who send many: what the hand left as it was sampled is made up anew, ids above all, and
 * what it changed stays.
 */
export function vary(payload: unknown, sample: unknown, fresh: unknown): unknown {
  if (!isRecord(payload) || !isRecord(sample) || !isRecord(fresh)) return payload
  return Object.fromEntries(
    Object.entries(payload).map(([field, value]) => [
      field,
      field in fresh && JSON.stringify(value) === JSON.stringify(sample[field]) ? fresh[field] : value,
    ]),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
