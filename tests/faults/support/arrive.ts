import { vi } from 'vitest'
import {
  createRealtimeClient,
  type Environment,
  type RealtimeClient,
  systemEnvironment,
} from '../../../packages/client/src/index.ts'
import type { MockServer } from '../../../packages/testing/src/index.ts'

/** A client in project 1, and what it has heard there: the texts of updates, and the reasons of gaps. */
export type Visitor = {
  client: RealtimeClient
  heard: string[]
  /** Lets ten seconds pass on the client's clock, after which its line counts as stable. Asked for while no timer runs. */
  settleIn: () => void
  /** Looks at the page again, which is a reason to ask whether the line still lives. */
  attend: () => void
  /** Resolves once the line is up and what was missed is there. */
  synced: () => Promise<void>
  /** Resolves once that text has been heard. */
  hears: (text: string) => Promise<void>
}

/** After this a thing will not happen any more, in milliseconds. */
const deadlineMs = 8_000

/** Waits for a fact, looking often: what is waited for takes milliseconds. */
export const until = (fact: () => boolean, timeout = deadlineMs): Promise<boolean> =>
  vi.waitUntil(fact, { timeout, interval: 5 })

/** Brings a client to a server and into project 1, on a line that counts as stable. */
export async function arrive(
  server: Pick<MockServer, 'url'>,
  random: () => number,
  env: Partial<Environment> = {},
): Promise<Visitor> {
  let ahead = 0
  let attend = (): void => undefined
  const client = createRealtimeClient({
    url: server.url,
    getToken: () => 'ada',
    env: {
      ...env,
      now: () => (env.now ?? systemEnvironment.now)() + ahead,
      random,
      page: {
        subscribe: (listener) => {
          attend = () => listener('attended')
          return () => undefined
        },
      },
    },
  })
  const heard: string[] = []
  client.on('project:updated', ({ changes }) => heard.push(String(changes['text'])))
  client.onGap(({ topic, reason }) => {
    if (topic === 'project:1' && reason !== 'first') heard.push(`gap: ${reason}`)
  })
  client.join('project:1')
  client.connect()
  const visitor: Visitor = {
    client,
    heard,
    settleIn: () => void (ahead += 10_000),
    attend: () => attend(),
    synced: async () => {
      await until(
        () => client.status.getSnapshot().synced && client.topics.getSnapshot().get('project:1')?.state === 'live',
      )
    },
    hears: async (text) => void (await until(() => heard.includes(text))),
  }
  await visitor.synced()
  visitor.settleIn()
  return visitor
}

/** Tells those in project 1 something that is in the log. */
export function tell({ rt }: Pick<MockServer, 'rt'>, ...texts: string[]): void {
  for (const text of texts) {
    rt.to('project:1').emit('project:updated', {
      projectId: '1',
      changes: { text },
      updatedBy: 'grace',
      updatedAt: new Date().toISOString(),
    })
  }
}

/** The numbers from the first to the last, as texts. */
export const count = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
