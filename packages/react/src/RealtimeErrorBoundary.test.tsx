import { TelltaleError } from '@telltale/protocol'
import { createMockServer } from '@telltale/testing'
import { fireEvent } from '@testing-library/react'
import { Component, type ReactNode } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createRealtimeClient, RealtimeErrorBoundary, RealtimeProvider, useTopic } from './index.ts'
import { renderRealtime } from './testing/index.ts'

// React tells of each error that it has handed to a boundary.
beforeEach(() => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => silenced.mockRestore()
})

class Outer extends Component<{ children: ReactNode }, { text: string | null }> {
  override state = { text: null }
  static getDerivedStateFromError = (error: Error) => ({ text: `outer: ${error.message}` })
  override render(): ReactNode {
    return this.state.text ?? this.props.children
  }
}

const Throws = ({ error }: { error: Error | null }) => {
  if (error) throw error
  return <p>All is well</p>
}

describe('RealtimeErrorBoundary', () => {
  it('shows its fallback for misuse, tells of it, and tries again when asked (R11)', async () => {
    const onError = vi.fn()
    const Topic = ({ name }: { name: string }) => <p>{useTopic(name as 'project:1').state}</p>
    const ui = (name: string) => (
      <RealtimeErrorBoundary
        onError={onError}
        fallback={({ error, retry }) => <button onClick={retry}>{error.code}</button>}
      >
        <Topic name={name} />
      </RealtimeErrorBoundary>
    )
    const { screen, rerender, advance } = await renderRealtime(ui('planet:1'))
    expect(screen.getByRole('button').textContent).toBe('not_found')
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'not_found' }), expect.anything())
    rerender(ui('project:1'))
    fireEvent.click(screen.getByRole('button'))
    await advance(100)
    expect(screen.getByText('live')).toBeTruthy()
  })

  it('shows its children again once the line is back', async () => {
    const down = new TelltaleError('connection_lost', 'lost')
    const ui = (error: Error | null) => (
      <RealtimeErrorBoundary fallback={<p>Wait</p>}>
        <Throws error={error} />
      </RealtimeErrorBoundary>
    )
    const { server, screen, rerender, advance } = await renderRealtime(ui(down))
    expect(screen.getByText('Wait')).toBeTruthy()
    rerender(ui(null))
    expect(screen.getByText('Wait')).toBeTruthy()
    server.network.drop()
    await advance(5_000)
    expect(screen.getByText('All is well')).toBeTruthy()
  })

  it('does so without another render, and where the line is another one by then', async () => {
    const [first, second] = [createMockServer(), createMockServer()]
    const [one, other] = [first, second].map(({ url }) => createRealtimeClient({ url }))
    let error: Error | null = new TelltaleError('connection_lost', 'lost')
    const Board = () => <Throws error={error} />
    const ui = (client: typeof one) => (
      <RealtimeProvider client={client!}>
        <RealtimeErrorBoundary fallback={<p>Wait</p>}>
          <Board />
        </RealtimeErrorBoundary>
      </RealtimeProvider>
    )
    const { screen, rerender, advance } = await renderRealtime(ui(one))
    expect(screen.getByText('Wait')).toBeTruthy()
    error = null
    first.network.drop()
    await advance(5_000)
    expect(screen.getByText('All is well')).toBeTruthy()
    error = new TelltaleError('connection_lost', 'lost')
    rerender(ui(one))
    rerender(ui(other))
    expect(screen.getByText('Wait')).toBeTruthy()
    error = null
    await advance(5_000)
    expect(screen.getByText('All is well')).toBeTruthy()
    rerender(null)
    await advance(2_000)
    await Promise.all([first.close(), second.close()])
  })

  it('leaves other errors to the boundary above', async () => {
    const { container } = await renderRealtime(
      <Outer>
        <RealtimeErrorBoundary fallback={<p>Not mine</p>}>
          <Throws error={new Error('a bug')} />
        </RealtimeErrorBoundary>
      </Outer>,
    )
    expect(container.textContent).toBe('outer: a bug')
  })
})
