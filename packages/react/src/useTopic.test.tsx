import { act } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useTopic } from './index.ts'
import { renderRealtime } from './testing/index.ts'

const Topic = ({ name, enabled }: { name: 'project:1' | 'project:2'; enabled?: boolean }) => {
  const { state, lastGapAt } = useTopic(name, { enabled })
  return <output>{`${state} ${lastGapAt === null ? 'no gap' : 'gap'}`}</output>
}

describe('useTopic', () => {
  it('says when its topic is caught up with, and when events of it may have been missed', async () => {
    const { server, screen, advance, rerender } = await renderRealtime(null, { latencyMs: 20 })
    const said = () => screen.getByRole('status').textContent
    rerender(<Topic name="project:1" />)
    expect(said()).toBe('catching-up no gap')
    await advance(100)
    expect(said()).toBe('live no gap')
    act(() => server.network.stop())
    await advance(100)
    expect(said()).toBe('catching-up no gap')
    server.network.start()
    await advance(10_000)
    expect(said()).toBe('live gap')
  })

  it('says refused where it is not ours, and so it does when it is taken away', async () => {
    const { server, screen, advance, rerender } = await renderRealtime(<Topic name="project:1" />, {
      authorize: ({ topic }) => topic === 'project:1',
    })
    await advance(100)
    act(() => server.rt.revoke('ada', 'project:1'))
    await advance(100)
    expect(screen.getByRole('status').textContent).toBe('refused no gap')
    rerender(<Topic name="project:2" />)
    await advance(100)
    expect(screen.getByRole('status').textContent).toBe('refused no gap')
  })

  it('joins once for a hundred, leaves what its name was before, and nothing while not enabled', async () => {
    const { server, advance, rerender } = await renderRealtime(
      Array.from({ length: 100 }, (_, i) => <Topic key={i} name="project:1" />),
    )
    await advance(100)
    const members = (topic: string) => server.io.sockets.adapter.rooms.get(topic)?.size ?? 0
    expect(members('project:1')).toBe(1)
    rerender(<Topic name="project:2" />)
    await advance(3_000)
    expect([members('project:1'), members('project:2')]).toEqual([0, 1])
    rerender(<Topic name="project:2" enabled={false} />)
    await advance(3_000)
    expect(members('project:2')).toBe(0)
  })
})
