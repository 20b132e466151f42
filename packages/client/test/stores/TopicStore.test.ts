import type { WorkflowEvent } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import { runStore } from '../../src/stores/runStore.ts'
import { inVirtualTime, pass, type Visitor, type World, world } from '../support/world.ts'

inVirtualTime()

const say = ({ rt }: World['server'], node: string): void =>
  rt.to('run:1').emit('workflow:event', {
    runId: '1',
    kind: 'node_started',
    node,
    timestamp: new Date().toISOString(),
  } satisfies WorkflowEvent)

/** A client that is in the run already, and a server that has told one event of it. */
async function scene(): Promise<World & { client: Visitor; nodes: () => string[] }> {
  const { server, visit } = world()
  say(server, 'one')
  const client = visit({ getToken: () => 'ada' })
  client.join('run:1')
  client.connect()
  await pass(100)
  return {
    server,
    visit,
    client,
    nodes: () => runStore(client, '1').state.history.map(({ node }) => node ?? ''),
  }
}

describe('a store of a topic that is live already', () => {
  it('asks for a snapshot of its own, which moves the topic’s cursor nowhere', async () => {
    const { server, client, nodes } = await scene()
    say(server, 'two')
    await pass(100)
    runStore(client, '1').hold()
    await pass(100)
    expect(nodes()).toEqual(['one', 'two'])
    say(server, 'three')
    await pass(100)
    expect(nodes()).toEqual(['one', 'two', 'three'])
    expect(client.getStats()).toMatchObject({ gaps: 2, duplicates: 0 })
  })

  it('counts once what comes while its answer is on the way, before and after the server has written it', async () => {
    const { server, client, nodes } = await scene()
    server.network.latency(50)
    runStore(client, '1').hold()
    await pass(20)
    say(server, 'before')
    await pass(45)
    say(server, 'after')
    await pass(500)
    expect(nodes()).toEqual(['one', 'before', 'after'])
    server.network.latency(0)
  })

  it('asks again on the next line where the answer was lost with this one', async () => {
    const { server, client, nodes } = await scene()
    server.network.latency(50)
    runStore(client, '1').hold()
    await pass(20)
    server.network.drop()
    server.network.latency(0)
    say(server, 'two')
    await pass(5_000)
    expect(nodes()).toEqual(['one', 'two'])
  })
})

describe('a store of a topic in which something was missed', () => {
  it('asks for a snapshot where a hole was not filled in time, and so has it after all', async () => {
    const { server, client, nodes } = await scene()
    runStore(client, '1').hold()
    await pass(100)
    server.network.weather({ lose: 1 })
    say(server, 'lost')
    await pass(100)
    server.network.weather()
    // The answer takes longer than live events wait for it.
    server.network.latency(1_500)
    say(server, 'heard')
    await pass(4_000)
    server.network.latency(0)
    await pass(5_000)
    expect(client.topics.getSnapshot().get('run:1')?.lastGapAt).not.toBeNull()
    expect(nodes()).toEqual(['one', 'lost', 'heard'])
  })
})
