import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from '@telltale/client'
import type { Contract, TelltaleContract } from '@telltale/protocol'
import {
  createMockServer,
  hearSpeech,
  type MockServer,
  type MockServerOptions,
  run,
  type Run,
  type Scenario,
  type Speech,
} from '@telltale/testing'
import { render, type RenderResult, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { onTestFinished, vi } from 'vitest'
import type { RegisteredContract } from '../Register.ts'
import { RealtimeProvider } from '../RealtimeProvider.tsx'
import { advance } from './advance.ts'
import { virtualTime } from './virtualTime.ts'

export type RenderRealtimeOptions<TContract extends Contract = TelltaleContract> = MockServerOptions<TContract> & {
  /** Who is at the screen: the token, which a mock server takes for the user's id. @defaultValue `'ada'` */
  user?: string
  /** What happens to the server and its network, from the moment of the render on. */
  scenario?: Scenario
  /** For the client beside its url and token. */
  clientOptions?: RealtimeClientOptions<TContract>
}

/** A rendered component, the server at the other end of its line, and its time. */
export type RealtimeView<TContract extends Contract = TelltaleContract> = Pick<
  RenderResult,
  'container' | 'unmount'
> & {
  server: MockServer<TContract>
  client: RealtimeClient<TContract>
  /** The scenario as it runs, where one was given. */
  run: Run | null
  screen: typeof screen
  /** What a screen reader has heard since the render. */
  speech: Speech
  /** Lets virtual time pass, with all that server, line and React do in it; in ms. */
  advance: typeof advance
  rerender: (ui: ReactNode) => void
}

/** A line lingers for a second after the last component; so do its topics. */
const lingerMs = 2_000

const takeTime = () => vi.useFakeTimers({ toFake: [...virtualTime] })

/**
 * Renders a component in StrictMode on a line to a mock server, in virtual time, until it is connected. With the test it
 * ends by itself: all is unmounted, and the test fails if a socket, line or listener is left at the server. For Vitest.
 *
 * @example
 * test('says that the line is lost', async () => {
 *   const { server, screen, advance } = await renderRealtime(<ConnectionChip />)
 *   server.network.stop()
 *   await advance(5000)
 *   expect(screen.getByRole('status').textContent).toContain('Reconnecting')
 * })
 */
export async function renderRealtime<TContract extends Contract = TelltaleContract>(
  ui: ReactNode,
  { user = 'ada', scenario, clientOptions, ...serverOptions }: RenderRealtimeOptions<TContract> = {},
): Promise<RealtimeView<TContract>> {
  const ownsTime = !vi.isFakeTimers()
  if (ownsTime) takeTime()
  const server = createMockServer<TContract>(serverOptions)
  const client = createRealtimeClient<TContract>({
    url: server.url,
    getToken: () => user,
    ...clientOptions,
    env: { connectivity: server.connectivity, ...clientOptions?.env },
  })
  const wrap = (children: ReactNode): ReactNode => (
    <StrictMode>
      {/* The hooks speak the contract that the app has registered; the test knows which one that is. */}
      <RealtimeProvider client={client as unknown as RealtimeClient<RegisteredContract>}>{children}</RealtimeProvider>
    </StrictMode>
  )
  const speech = hearSpeech()
  let running: Run | null = null
  let unmount = (): void => undefined

  // Before the render, which may throw.
  onTestFinished(async () => {
    // An `afterEach` of the test may have given the clock back, and lines end by it.
    const isTimeGone = !vi.isFakeTimers()
    if (isTimeGone) takeTime()
    running?.stop()
    // What is held back would keep the line's other end open.
    server.network.thaw()
    server.network.latency(0)
    unmount()
    await advance(lingerMs)
    client.destroy()
    speech.stop()
    await advance(0)
    const left = server.leftovers()
    await server.close()
    if (ownsTime || isTimeGone) vi.useRealTimers()
    if (Object.values(left).some((count) => count > 0)) {
      throw new Error(
        `[telltale] after the test ${JSON.stringify(left)} were left at the mock server: something that connects by itself was not closed. Close it with the test, or let it use the provider's client.`,
      )
    }
  })
  const view = render(wrap(ui))
  unmount = view.unmount
  if (scenario) running = run(scenario, server)
  await advance(serverOptions.latencyMs ? 10 * serverOptions.latencyMs : 1)
  return {
    server,
    client,
    run: running,
    screen,
    speech,
    container: view.container,
    unmount: view.unmount,
    advance,
    rerender: (next) => view.rerender(wrap(next)),
  }
}
