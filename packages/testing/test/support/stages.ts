import { afterEach } from 'vitest'
import { createMockServer, type MockServer, type MockServerOptions } from '../../src/index.ts'
import { createNodeServer } from '../../src/node/index.ts'

const running: MockServer[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
})

/** A server that is closed after the test. */
export type Serve = (options: MockServerOptions) => Promise<MockServer>

/** A server in the page, or in the test. */
export const inPage: Serve = async (options) => keep(createMockServer(options))

/** Both places that a server runs in, for `describe.each`. */
export const stages: { stage: string; serve: Serve }[] = [
  { stage: 'in the page', serve: inPage },
  { stage: 'on a port', serve: async (options) => keep(await createNodeServer(options)) },
]

function keep(server: MockServer): MockServer {
  running.push(server)
  return server
}
