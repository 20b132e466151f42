import { afterEach, describe, expect, test } from 'vitest'
import { connect, next } from '../../test/support/connect.ts'
import { createFake, type MockServer, run, scenario } from '../index.ts'
import { createNodeServer } from './index.ts'

let server: MockServer

afterEach(() => server.close())

describe('a mock server on a port', () => {
  test('serves long-polling as well, through the same network', async () => {
    server = await createNodeServer()
    const ada = connect(server.url, { auth: { token: 'ada' }, transports: ['polling'] })
    await next(ada, 'connected')
    expect(await ada.emitWithAck('project:join', { projectId: '1' })).toMatchObject({ ok: true })
    const lost = next(ada, 'disconnect')
    server.network.stop()
    expect((await lost)[0]).toBe('transport error')
  })

  test('takes a client that comes while it starts again', async () => {
    const lives: unknown[] = []
    server = await createNodeServer({ program: (rt) => lives.push(rt) })
    server.network.restart()
    await next(connect(server.url), 'connected')
    expect(lives).toEqual([expect.anything(), server.rt])
  })

  test('plays a scenario in its time', async () => {
    server = await createNodeServer()
    const ada = connect(server.url, { auth: { token: 'ada' } })
    await next(ada, 'connected')
    const heard = next(ada, 'notification')
    const lost = next(ada, 'disconnect')
    const from = performance.now()
    await run(
      scenario('short').at(20).emit('user:ada', 'notification', createFake().notification()).at(40).expireToken(),
      server,
    ).done
    expect(performance.now() - from).toBeGreaterThan(38)
    expect((await heard)[0]).toMatchObject({ id: 'notification-1' })
    expect((await lost)[0]).toBe('io server disconnect')
    expect(server.leftovers().sockets).toBe(0)
  })

  test('loses under a weather what its transcript says', async () => {
    server = await createNodeServer({ seed: 7 })
    const ada = connect(server.url, { auth: { token: 'ada' } })
    await next(ada, 'connected')
    let heard = 0
    ada.on('notification', () => (heard += 1))
    server.network.weather({ lose: 0.5 })
    for (let index = 0; index < 40; index += 1) server.rt.notifyUser('ada', { title: String(index) })
    // What was sent before an answer arrives before it.
    await ada.emitWithAck('project:leave', { projectId: '1' })
    const decisions = server.transcript.entries.filter((entry) => entry.kind === 'weather')
    expect(heard).toBe(decisions.filter(({ delaysMs }) => delaysMs.length === 1).length)
    expect(heard).toBeLessThan(40)
  })

  test('close ends all, and nobody answers at its port', async () => {
    server = await createNodeServer()
    const ada = connect(server.url)
    await next(ada, 'connected')
    const lost = next(ada, 'disconnect')
    await server.close()
    await lost
    expect(await next(connect(server.url), 'connect_error')).toMatchObject([{ message: 'websocket error' }])
  })
})
