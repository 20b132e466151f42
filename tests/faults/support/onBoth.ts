import { expect } from 'vitest'
import { createMockServer, type MockServer, type MockServerOptions } from '../../../packages/testing/src/index.ts'
import { mulberry32 } from '../../../packages/testing/src/mulberry32.ts'
import { createNodeServer } from '../../../packages/testing/src/node/index.ts'
import { arrive, type Visitor } from './arrive.ts'

/** Plays a story with one visitor on a real port, behind a proxy that breaks, and on the mock; both heard the same. */
export async function onBoth<TResult>(
  story: (server: MockServer, ada: Visitor) => Promise<TResult>,
  options?: MockServerOptions,
): Promise<TResult> {
  const play = async (server: MockServer): Promise<TResult> => {
    const ada = await arrive(server, mulberry32(1))
    try {
      return await story(server, ada)
    } finally {
      ada.client.destroy()
      await server.close()
    }
  }
  const [real, mock] = await Promise.all([play(await createNodeServer(options)), play(createMockServer(options))])
  expect(mock).toEqual(real)
  return real
}
