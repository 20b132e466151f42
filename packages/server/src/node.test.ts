import { expect, test } from 'vitest'
import { startServer } from '../test/support/startServer.ts'

test('pings every 10 s and gives a line up 5 s later, unless told otherwise', async () => {
  const world = await startServer()
  expect(world.io.engine.opts).toMatchObject({ pingInterval: 10_000, pingTimeout: 5_000, maxHttpBufferSize: 1_000_000 })
  const other = await startServer({ socketOptions: { pingInterval: 2_000 } })
  expect(other.io.engine.opts).toMatchObject({ pingInterval: 2_000, pingTimeout: 5_000 })
})

test('pages of the given origins may call it from elsewhere', async () => {
  const world = await startServer({ origins: ['https://app.example'] })
  const poll = (origin: string): Promise<Response> =>
    fetch(`${world.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })
  expect((await poll('https://app.example')).headers.get('access-control-allow-origin')).toBe('https://app.example')
  expect((await poll('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
})

test('close ends every line and the HTTP server', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  world.rt.close()
  expect(await ada.ended).toBe('transport close')
  await expect(fetch(world.url)).rejects.toThrow('fetch failed')
})

test('S6 who is on the line when the server closes is told what of theirs ends with it', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  await ada.ask('project:join', { projectId: '1' })
  world.rt.defineTask('endless', () => new Promise(() => undefined))
  const { taskId } = world.rt.executeTask('ada', 'endless', {})
  const { analysisId } = world.rt.startAnalysis('1', { detectors: [{ id: 'pep', name: 'PEP' }] })
  world.rt.close()
  await ada.ended
  expect(ada.of('ai:task:lost', 'analysis:error').map(({ payload }) => payload)).toMatchObject([
    { taskId },
    { analysisId },
  ])
})

test('who is on the line when the server closes is told over how long to spread', async () => {
  const world = await startServer()
  const lines = await Promise.all(Array.from({ length: 51 }, (_, index) => world.open(`user-${index}`)))
  world.rt.close()
  await Promise.all(lines.map(({ ended }) => ended))
  const told = lines.map((line) => line.of('server:draining').map(({ payload }) => payload))
  expect(told).toEqual(Array.from({ length: 51 }, () => [{ reconnectSpreadMs: 102 }]))
})
