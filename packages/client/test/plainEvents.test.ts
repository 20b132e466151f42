import { defineContract } from '@telltale/protocol/schemas'
import type { World } from '@telltale/testing'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import type { RealtimeClientOptions } from '../src/index.ts'
import { inVirtualTime, pass, plainWorld, settle, world } from './support/world.ts'

inVirtualTime()

type Said = readonly [event: string, ...args: unknown[]]

/** What a client hears of a plain server that says this, a second apart from the first on. */
async function heard(said: readonly Said[], options: RealtimeClientOptions = {}, everyMs = 1_000): Promise<unknown[]> {
  const { server, visit } = plainWorld(() => {})
  const client = visit(options)
  const events: unknown[] = []
  for (const event of new Set(said.map(([name]) => name))) client.on(event, (payload) => events.push(payload))
  client.connect()
  await pass(1_500)
  for (const [event, ...args] of said) {
    server.io.emit(event, ...args)
    await pass(everyMs)
  }
  return events
}

describe('a plain server’s event', () => {
  it('counts once when it is the same as the last of its name and key within 5 s (C4)', async () => {
    expect(
      await heard([
        ['won', { deal: 1 }],
        ['won', { deal: 1 }],
        ['won', { deal: 2 }],
      ]),
    ).toEqual([{ deal: 1 }, { deal: 2 }])
  })

  it('counts again after 5 s (C4)', async () => {
    expect(
      await heard(
        [
          ['won', 1],
          ['won', 1],
        ],
        {},
        5_000,
      ),
    ).toEqual([1, 1])
  })

  it('counts again long after, though the clock was set back meanwhile (C4)', async () => {
    const { server, visit } = plainWorld(() => {})
    const client = visit()
    const won = vi.fn()
    client.on('won', won)
    vi.setSystemTime(7_200_000)
    client.connect()
    await pass(1_500)
    server.io.emit('won', 1)
    await pass(10)
    vi.setSystemTime(0)
    await pass(60_000)
    server.io.emit('won', 1)
    await settle()
    expect(won).toHaveBeenCalledTimes(2)
  })

  it('counts again when another came between: A, B, A are three events (C4)', async () => {
    expect(
      await heard([
        ['won', 'A'],
        ['won', 'B'],
        ['won', 'A'],
      ]),
    ).toEqual(['A', 'B', 'A'])
  })

  it('is compared with the last of its own key', async () => {
    const updates = ['1', '2', '1'].map((projectId): Said => ['project:updated', { projectId, changes: {} }])
    expect(await heard(updates)).toHaveLength(2)
  })

  it('counts each time when it is about people, who come and go, or holds bytes, or is longer than 8 KB', async () => {
    const user = { projectId: '1', user: { userId: 'ada', name: 'Ada' } }
    const twice: Said[] = [
      ['project:user:joined', user],
      ['project:user:left', user],
      ['presence:changed', { userId: 'ada', status: 'away' }],
      ['file', { bytes: new Uint8Array([1, 2]) }],
      ['text', 'a'.repeat(9_000)],
    ]
    expect(await heard(twice.flatMap((event) => [event, event]))).toHaveLength(10)
  })

  it('is known by its id where there is one: a notification’s, and what the contract names, never a bare payload.id', async () => {
    const contract = defineContract({
      events: {
        'deal:won': {
          schema: v.object({ number: v.string() }),
          id: ({ number }: { number: string }) => number,
        },
      },
    })
    const notification = (id: string) => ({ id, userId: 'ada', type: 'info', title: 'Hello', createdAt: '2026-11-20' })
    const said: Said[] = ['1', '2', '1'].flatMap((id): Said[] => [
      ['notification', notification(id)],
      ['deal:won', { number: id }],
      ['other', { id, at: Math.random() }],
    ])
    // The client of a contract of its own is a client all the same.
    const events = await heard(said, { contract } as unknown as RealtimeClientOptions, 10_000)
    expect(events).toHaveLength(2 + 2 + 3)
  })

  it('counts each time where the contract says dedupe: false', async () => {
    const contract = defineContract({ events: { tick: { schema: v.number(), dedupe: false } } })
    expect(
      await heard(
        [
          ['tick', 1],
          ['tick', 1],
        ],
        { contract } as unknown as RealtimeClientOptions,
      ),
    ).toEqual([1, 1])
  })

  it('of our server counts each time, however alike', async () => {
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const listener = vi.fn()
    client.on('won', listener)
    client.connect()
    await settle()
    for (let i = 0; i < 2; i++) server.io.emit('won', 1)
    await settle()
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('that is a repeat is counted in the stats', async () => {
    const { server, visit } = plainWorld(() => {})
    const client = visit()
    client.connect()
    await pass(1_500)
    for (let i = 0; i < 3; i++) server.io.emit('won', 1)
    await settle()
    expect(client.getStats()).toMatchObject({ duplicates: 2, eventsIn: 3 })
  })
})

describe('who is at the other end', () => {
  const joins = (server: World): number =>
    server.transcript.entries.filter((entry) => entry.kind === 'in' && entry.event === 'project:join').length

  it('is waited for one second, and on the next line not at all once nobody has greeted', async () => {
    const { server, visit } = plainWorld(() => {})
    const client = visit()
    client.join('project:1')
    client.connect()
    await pass(990)
    expect(joins(server)).toBe(0)
    await pass(20)
    expect(joins(server)).toBe(1)
    server.network.drop()
    await pass(1_000)
    expect([client.getStats().connects, joins(server)]).toEqual([2, 2])
  })

  it('is a plain server at once where the app says so, and ours is heard as one', async () => {
    const { server, visit } = world()
    const client = visit({ server: 'plain', getToken: () => 'guest' })
    client.join('project:1')
    client.connect()
    await settle()
    expect(server.transcript.entries.filter(({ kind }) => kind === 'in')).toMatchObject([{ event: 'project:join' }])
    const listener = vi.fn()
    client.on('notification', listener)
    const sent = server.rt.notifyUser('guest', { title: 'Hello' })
    await settle()
    expect(listener.mock.calls).toEqual([[sent, undefined]])
  })

  it('is never taken for a plain server where the app says that it is ours', async () => {
    const { server, visit } = plainWorld(() => {})
    const client = visit({ server: 'telltale' })
    client.join('project:1')
    const delivery = client.send('won', 1)
    client.connect()
    await pass(60_000)
    expect([joins(server), delivery.status.getSnapshot()]).toEqual([0, 'queued'])
  })

  it('is found out by a topic that is held for the first time on a plain line', async () => {
    const { server, visit } = plainWorld(() => {})
    const client = visit()
    client.connect()
    await pass(1_500)
    client.join('project:1')
    await settle()
    expect(joins(server)).toBe(1)
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('live')
  })
})
