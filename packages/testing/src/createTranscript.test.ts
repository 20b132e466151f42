import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../test/support/connect.ts'
import { createMockServer, createPlainServer, type World } from './index.ts'

const worlds: World[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})

afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()))
  vi.useRealTimers()
})

const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms)

async function visit(): Promise<World> {
  const server = createMockServer({ latencyMs: 10 })
  worlds.push(server)
  const ada = connect(server.url, { auth: { token: 'ada' } })
  await advance(40)
  ada.emit('project:join', { projectId: '1' }, { id: 'c1' }, () => undefined)
  await advance(20)
  server.rt.to('project:1').emit('project:updated', {
    projectId: '1',
    changes: { name: 'Oak' },
    updatedBy: 'bob',
    updatedAt: '2026-01-01T00:00:00.000Z',
  })
  ada.emit('no:such', {})
  await advance(20)
  ada.disconnect()
  server.network.refuse({ code: 'server_busy', times: 1 })
  await advance(20)
  connect(server.url)
  await advance(40)
  return server
}

test('tells what happened at the server, with the ms at which it did', async () => {
  const { transcript } = await visit()
  const told = transcript.entries.map(({ at, line, kind, ...rest }) => [
    at,
    line,
    kind,
    'event' in rest ? rest.event : 'reason' in rest ? rest.reason : 'data' in rest ? rest.data : '',
  ])
  expect(told).toEqual([
    [30, 1, 'connect', ''],
    [30, 1, 'out', 'connected'],
    [50, 1, 'in', 'project:join'],
    [50, 1, 'ack', 'project:join'],
    [60, 1, 'out', 'project:updated'],
    [70, 1, 'in', 'no:such'],
    [70, 1, 'out', 'server:error'],
    [90, 1, 'disconnect', 'client namespace disconnect'],
    [130, 2, 'refused', { code: 'server_busy' }],
  ])
  expect(transcript.entries[2]).toMatchObject({ payload: { projectId: '1' }, meta: { id: 'c1' } })
  expect(transcript.entries[3]).toMatchObject({ answer: { ok: true } })
  expect(transcript.entries[4]).toMatchObject({ payload: { changes: { name: 'Oak' } }, meta: { topic: 'project:1' } })
})

test('two runs of one programme read the same when masked', async () => {
  const first = (await visit()).transcript
  await advance(12_345)
  const second = (await visit()).transcript
  expect(second.toString()).not.toBe(first.toString())
  expect(second.masked()).toBe(first.masked())
  expect(first.masked().split('\n')[4]).toMatch(
    /^#1 {3}out {8}project:updated \{.*"updatedAt":"<time>"\} meta \{"id":"<\d+>-\w+","topic":"project:1","at":"<time>"/,
  )
  expect(first.toString().split('\n')[7]).toBe('     90 #1   disconnect client namespace disconnect')
})

test('follows every namespace of a plain server, and gives the client the answers of its handlers unchanged', async () => {
  const server = createPlainServer({
    program: (io) => {
      io.of('/admin').use((_socket, next) => next(new Error('not you')))
      io.of('/play').on('connection', (socket) => {
        socket.on('sum', (left: number, right: number, answer: (...sums: number[]) => void) => answer(left + right, 1))
      })
    },
  })
  worlds.push(server)
  connect(`${server.url}/admin`)
  const socket = connect(`${server.url}/play`)
  const answered = vi.fn<(...args: unknown[]) => void>()
  socket.emit('sum', 2, 3, answered)
  await advance(0)
  expect(answered).toHaveBeenCalledWith(5, 1)
  expect(server.transcript.toString().split('\n')).toEqual([
    '      0 #1/admin refused    not you',
    '      0 #2/play connect',
    '      0 #2/play in         sum 2 meta 3',
    '      0 #2/play ack        sum 5',
  ])
  server.transcript.clear()
  expect(server.transcript.toString()).toBe('')
})

test('keeps the last 10 000 entries', async () => {
  const server = createMockServer()
  worlds.push(server)
  connect(server.url, { auth: { token: 'ada' } })
  await advance(0)
  for (let index = 0; index < 10_001; index += 1) server.rt.notifyUser('ada', { title: String(index) })
  expect(server.transcript.entries).toHaveLength(10_000)
  expect(server.transcript.entries[0]).toMatchObject({ payload: { title: '1' } })
})
