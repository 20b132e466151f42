import { afterEach, expect, test, vi } from 'vitest'
import { connect } from '../test/support/connect.ts'
import { connectionsSoFar, createFake, createMockServer, hasEmitted, isInTopic, type MockServer } from './index.ts'

let server: MockServer

afterEach(async () => {
  await server.close()
  vi.useRealTimers()
})

test('say what a server has sent, who is in a topic, and what clients have left behind', async () => {
  vi.useFakeTimers()
  server = createMockServer()
  expect([hasEmitted(server, 'connected'), connectionsSoFar(server)]).toEqual([false, 0])
  const ada = connect(server.url, { auth: { token: 'ada' } })
  const stopListening = server.connectivity.subscribe(() => undefined)
  ada.emit('project:join', { projectId: '1' })
  await vi.advanceTimersByTimeAsync(0)
  expect(connectionsSoFar(server)).toBe(1)
  expect([isInTopic(server, 'ada', 'project:1'), isInTopic(server, 'bob', 'project:1')]).toEqual([true, false])

  server.rt
    .to('user:ada')
    .emit('notification', createFake().notification({ data: { list: [1, { deep: 'yes', more: 1 }] } }))
  expect(hasEmitted(server, 'notification')).toBe(true)
  expect(hasEmitted(server, 'notification', { userId: 'ada', data: { list: [1, { deep: 'yes' }] } })).toBe(true)
  for (const other of [{ userId: 'bob' }, { data: { list: [1] } }, { data: null }, { nothing: {} }, 'text']) {
    expect(hasEmitted(server, 'notification', other)).toBe(false)
  }

  const sent = { at: new Date(5), bytes: Uint8Array.of(1, 2, 3), buffer: new ArrayBuffer(2) }
  server.io.emit('app:raw', sent)
  expect(hasEmitted(server, 'app:raw', { ...sent, bytes: Uint8Array.of(1, 2, 3) })).toBe(true)
  for (const other of [{ at: new Date(6) }, { bytes: Uint8Array.of(1, 2) }, { buffer: new ArrayBuffer(3) }]) {
    expect(hasEmitted(server, 'app:raw', other)).toBe(false)
  }

  expect(server.leftovers()).toEqual({ sockets: 1, lines: 1, listeners: 1 })
  ada.disconnect()
  stopListening()
  await vi.advanceTimersByTimeAsync(0)
  expect(isInTopic(server, 'ada', 'project:1')).toBe(false)
  expect(server.leftovers()).toEqual({ sockets: 0, lines: 0, listeners: 0 })
})
