import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../test/support/connect.ts'
import { createFake, createMockServer, createPlainServer, hasEmitted, type MockServer } from './index.ts'
import { matchers } from './matchers.ts'

expect.extend(matchers)

let server: MockServer
let ada: ReturnType<typeof connect>

beforeEach(async () => {
  vi.useFakeTimers({ now: 0 })
  server = createMockServer()
  ada = connect(server.url, { auth: { token: 'ada' } })
  ada.emit('project:join', { projectId: '1', deep: { list: [1, 'two'] } })
  await settle()
})

afterEach(async () => {
  await server.close()
  vi.useRealTimers()
})

const settle = () => vi.advanceTimersByTimeAsync(0)

/** What a matcher says when it does not hold. */
function complaint(claim: () => void): string {
  try {
    claim()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('it held')
}

describe('toHaveEmitted', () => {
  const tell = (title: string) =>
    server.rt.to('user:ada').emit('notification', createFake().notification({ title, data: { tags: ['a', 'b'] } }))

  test('holds for what was sent, its payload by the fields that are given, and by asymmetric matchers', () => {
    tell('Hello')
    expect(server).toHaveEmitted('notification')
    expect(server).toHaveEmitted('notification', { title: 'Hello', data: { tags: ['a', 'b'] } })
    expect(server).toHaveEmitted('notification', { title: expect.stringContaining('ell'), id: expect.any(String) })
    expect(server).toHaveEmitted('notification', expect.objectContaining({ title: 'Hello' }))
    expect(server).not.toHaveEmitted('notification', { title: 'Bye' })
    expect(server).not.toHaveEmitted('notification', { title: expect.any(Number) })
    expect(server).not.toHaveEmitted('comment:created')
    expect(hasEmitted(server, 'notification', { createdAt: expect.any(String) })).toBe(true)
  })

  test('says with what payloads the event was sent instead', () => {
    tell('One')
    tell('Two')
    const said = complaint(() => expect(server).toHaveEmitted('notification', { title: 'Three' }))
    expect(said).toMatch(/^expected the server to have sent "notification" with Object \{\s*"title": "Three",?\s*\}/)
    expect(said).toMatch(/\n\nit has sent:\n {6}0 #1 {3}out {8}notification \{.*"title":"One".*\n.*"title":"Two"/)
  })

  test('says what was sent instead of an event that never was', () => {
    tell('One')
    tell('Two')
    expect(complaint(() => expect(server).toHaveEmitted('comment:created'))).toBe(
      'expected the server to have sent "comment:created"; it has sent: connected, notification',
    )
  })

  test('negated, shows those that it found and no others', () => {
    tell('One')
    tell('Two')
    const said = complaint(() => expect(server).not.toHaveEmitted('notification', { title: 'Two' }))
    expect(said).toContain('expected the server not to have sent "notification" with')
    expect(said).toContain('"title":"Two"')
    expect(said).not.toContain('"title":"One"')
  })

  test('shows the last ten of many, and no line at endless length', () => {
    for (let index = 0; index < 30; index += 1) tell(`${index} ${'x'.repeat(1000)}`)
    const said = complaint(() => expect(server).toHaveEmitted('notification', { title: 'none' }))
    expect(said).toContain('it has sent (the last 10 of 30):')
    expect(said.split('\n').filter((line) => line.includes('#1'))).toHaveLength(10)
    expect(said).toContain('"title":"20 x')
    expect(said).not.toContain('"title":"19 x')
    expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThan(310)
  })
})

describe('toHaveReceived', () => {
  test('holds for what clients have sent', () => {
    expect(server).toHaveReceived('project:join')
    expect(server).toHaveReceived('project:join', { deep: { list: [1, expect.any(String)] } })
    expect(server).not.toHaveReceived('project:join', { projectId: '2' })
    expect(server).not.toHaveReceived('connected')
  })

  test('says what was received instead', () => {
    expect(complaint(() => expect(server).toHaveReceived('leave'))).toBe(
      'expected the server to have received "leave"; it has received: project:join',
    )
    expect(complaint(() => expect(server).toHaveReceived('project:join', { projectId: '2' }))).toMatch(
      /it has received:\n {6}0 #1 {3}in {9}project:join \{"projectId":"1"/,
    )
    expect(complaint(() => expect(server).not.toHaveReceived('project:join'))).toContain(
      'expected the server not to have received "project:join"',
    )
  })

  test('says so where nothing was received at all', () => {
    server.transcript.clear()
    expect(complaint(() => expect(server).toHaveReceived('leave'))).toBe(
      'expected the server to have received "leave"; it has received: nothing',
    )
  })
})

test('toHaveConnections is of now, toHaveConnected of all lives; both say who came and went', async () => {
  expect(server).toHaveConnections(1)
  expect(server).toHaveConnected(1)
  ada.disconnect()
  await settle()
  expect(server).toHaveConnections(0)
  expect(server).toHaveConnected(1)
  expect(server).not.toHaveConnections(1)
  expect(server).not.toHaveConnected(0)
  const went = '\n\nwho came and went:\n      0 #1   connect\n      0 #1   disconnect client namespace disconnect'
  expect(complaint(() => expect(server).toHaveConnections(1))).toBe(
    `expected the number of connections to be 1; it is 0, and over all lives 1${went}`,
  )
  expect(complaint(() => expect(server).toHaveConnected(2))).toBe(
    `expected the number of connections over all lives to be 2; it is 1${went}`,
  )
  expect(complaint(() => expect(server).not.toHaveConnected(1))).toContain('over all lives not to be 1')
})

test('toHaveInTopic holds while a user is in a topic, and says who is in it instead', async () => {
  expect(server).toHaveInTopic('project:1', 'ada')
  expect(server).not.toHaveInTopic('project:1', 'bob')
  expect(complaint(() => expect(server).toHaveInTopic('project:1', 'bob'))).toMatch(
    /^expected bob to be in project:1; in it are: ada\n\nwho came, went and asked:\n.*connect\n.*project:join/,
  )
  expect(complaint(() => expect(server).not.toHaveInTopic('project:1', 'ada'))).toContain(
    'expected ada not to be in project:1; in it are: ada',
  )
  expect(complaint(() => expect(server).toHaveInTopic('team:1', 'ada'))).toContain('in it are: nobody')
  ada.disconnect()
  await settle()
  expect(server).not.toHaveInTopic('project:1', 'ada')
})

test('toHaveNoLeftovers counts what clients left behind, and says what', async () => {
  const stop = server.connectivity.subscribe(() => undefined)
  expect(server).not.toHaveNoLeftovers()
  expect(complaint(() => expect(server).toHaveNoLeftovers())).toBe(
    'expected clients to leave nothing behind; sockets: 1, lines below them: 1, listeners to connectivity: 1\n\nwho came and went:\n      0 #1   connect',
  )
  ada.disconnect()
  await settle()
  expect(server).not.toHaveNoLeftovers()
  stop()
  expect(server).toHaveNoLeftovers()
  expect(complaint(() => expect(server).not.toHaveNoLeftovers())).toContain('expected clients not to leave nothing')
})

test('look at a plain server as well, and say so where they are given something else', async () => {
  const plain = createPlainServer()
  expect(plain).toHaveConnected(0)
  expect(plain).toHaveNoLeftovers()
  await plain.close()
  for (const other of [null, 7, {}, server.io, server.transcript]) {
    expect(complaint(() => expect(other).toHaveEmitted('notification'))).toBe(
      '[telltale] this matcher looks at a mock server: write expect(server)',
    )
  }
})
