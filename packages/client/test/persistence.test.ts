import { defineContract } from '@telltale/protocol/schemas'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RealtimeClientOptions, sessionStorageOutbox } from '../src/index.ts'
import { inVirtualTime, pass, plainWorld, settle, type Visitor, world } from './support/world.ts'

inVirtualTime()

const contract = defineContract({ requests: { note: { schema: v.string() } } })
type Notes = typeof contract

/** A tab's storage, as a page finds it. */
class TabStorage {
  readonly items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }
  removeItem(key: string): void {
    this.items.delete(key)
  }
}

let tab: TabStorage
beforeEach(() => {
  tab = new TabStorage()
  vi.stubGlobal('sessionStorage', tab)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** A server that takes notes, and pages that visit it with what the tab keeps. */
function office() {
  const applied: string[] = []
  const { server, visit } = world<Notes>({
    contract,
    program: (rt) => rt.handle('note', ({ payload }) => void applied.push(payload)),
  })
  const open = (options: RealtimeClientOptions<Notes> = {}): Visitor<Notes> =>
    visit({ contract, getToken: () => 'ada', outbox: { storage: sessionStorageOutbox() }, ...options })
  return { server, applied, open }
}

/** A JSON Web Token as far as a client reads it. */
const unsignedToken = (sub: string): string => `.${btoa(JSON.stringify({ sub }))}.`

/** A reload: the page is gone without a word, and what its tab keeps is there for the next. */
async function vanish(page: Pick<Visitor, 'destroy'>): Promise<void> {
  const kept = new Map(tab.items)
  page.destroy()
  // What a page that is destroyed says goodbye with is not said by one that vanishes.
  await settle()
  for (const [key, value] of kept) tab.items.set(key, value)
}

describe('an outbox that is kept in the tab', () => {
  it('is sent by the page after a reload, in order, before what that page adds (S8)', async () => {
    const { server, applied, open } = office()
    server.network.stop()
    const before = open({ identity: 'ada' })
    before.connect()
    await settle()
    for (const text of ['one', 'two']) before.send('note', text, { key: 'notes' })
    await settle()
    await vanish(before)
    server.network.start()
    const after = open({ identity: 'ada' })
    after.send('note', 'three', { key: 'notes' })
    after.connect()
    await pass(100)
    expect(applied).toEqual(['one', 'two', 'three'])
    expect(tab.items.size).toBe(0)
  })

  it('is applied once by our server, though the page went while the answer was under way', async () => {
    const { server, applied, open } = office()
    const before = open()
    before.connect()
    await settle()
    server.network.latency(50)
    before.send('note', 'one')
    await pass(75)
    expect(applied).toEqual(['one'])
    await vanish(before)
    const after = open()
    after.connect()
    await pass(1_000)
    expect(applied).toEqual(['one'])
    expect([after.status.getSnapshot().pendingWrites, tab.items.size]).toEqual([0, 0])
    server.network.latency(0)
  })

  it('is applied once by our server when the tab is duplicated', async () => {
    const { server, applied, open } = office()
    server.network.stop()
    const original = open({ identity: 'ada' })
    original.connect()
    await settle()
    original.send('note', 'one')
    await settle()
    const duplicate = open({ identity: 'ada' })
    duplicate.connect()
    server.network.start()
    await pass(5_000)
    expect(applied).toEqual(['one'])
    expect([original, duplicate].map((page) => page.status.getSnapshot().pendingWrites)).toEqual([0, 0])
  })

  it('is not given to another person', async () => {
    const { server, applied, open } = office()
    server.network.stop()
    const before = open({ getToken: () => 'ada', identity: 'ada' })
    before.connect()
    await settle()
    before.send('note', 'of Ada')
    await settle()
    await vanish(before)
    server.network.start()
    const other = open({ getToken: () => 'bob', identity: 'bob' })
    other.connect()
    await pass(1_000)
    expect(applied).toEqual([])
    const ada = open({ identity: 'ada' })
    ada.connect()
    await pass(1_000)
    expect(applied).toEqual(['of Ada'])
  })

  it('keeps nothing of a person in whose place another signs in', async () => {
    const { server, applied, open } = office()
    let token = 'ada'
    const page = open({ getToken: () => token, identity: undefined })
    page.connect()
    await settle()
    server.network.refuse({ code: 'server_busy' })
    server.network.drop()
    await pass(1_000)
    const delivery = page.send('note', 'of Ada')
    await settle()
    // Tokens of the mock server say nothing of whose they are; a JWT does.
    token = unsignedToken('bob')
    server.network.accept()
    await pass(60_000)
    expect(await delivery.settled).toMatchObject({ ok: false, error: { code: 'identity_changed' } })
    expect([applied, tab.items.size]).toEqual([[], 0])
  })

  it('keeps nothing beyond its time to live, nor what its sender was told of', async () => {
    const { server, applied, open } = office()
    server.network.stop()
    const before = open({ identity: 'ada' })
    before.connect()
    await settle()
    before.send('note', 'late', { ttlMs: 60_000 })
    await settle()
    await vanish(before)
    await pass(61_000)
    server.network.start()
    const after = open({ identity: 'ada' })
    after.connect()
    await pass(1_000)
    expect([applied, after.getStats().dropped]).toEqual([[], 1])
    server.network.stop()
    after.send('note', 'given up')
    after.destroy()
    await settle()
    expect(tab.items.size).toBe(0)
  })

  it.each(['{', '3', '[null, 1, {"id": 1}]', '[{"id":"a","event":"note","retry":"never"}]'])(
    'takes up nothing of what others have left under its name: %s',
    async (text) => {
      const { applied, open } = office()
      tab.setItem('telltale.outbox:ada', text)
      const page = open({ identity: 'ada' })
      page.connect()
      await pass(1_000)
      expect([applied, page.status.getSnapshot().pendingWrites]).toEqual([[], 0])
    },
  )

  it('goes on in memory where the storage is full or forbidden', async () => {
    const { applied, open } = office()
    vi.spyOn(tab, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const page = open()
    page.send('note', 'one')
    page.connect()
    await settle()
    expect(applied).toEqual(['one'])
  })

  it('is settled on a plain server as what was under way is, unless it is safe to repeat', async () => {
    const received: string[] = []
    const { visit, server } = plainWorld((io) =>
      io.on('connection', (socket) => socket.on('note', (text: string) => received.push(text))),
    )
    const options = { identity: 'ada', outbox: { storage: sessionStorageOutbox() } }
    const before = visit(options)
    before.connect()
    await pass(1_500)
    before.send('note', 'risky')
    before.send('note', 'safe', { retry: 'safe' })
    await settle()
    await vanish(before)
    const after = visit(options)
    after.connect()
    await pass(2_000)
    expect(received).toEqual(['risky', 'safe', 'safe'])
    expect(server.connections).toBe(1)
  })
})
