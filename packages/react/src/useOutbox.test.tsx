import type { Delivery } from '@telltale/client'
import { defineContract } from '@telltale/protocol/schemas'
import { fireEvent, render } from '@testing-library/react'
import { useState } from 'react'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { useConnectionStats, useDelivery, useOutbox, useSocket } from './index.ts'
import { renderRealtime } from './testing/index.ts'

const contract = defineContract({ requests: { note: { schema: v.string(), data: v.number() } } })

function Notes() {
  const { send } = useSocket()
  const { messages, cancel } = useOutbox()
  const [delivery, setDelivery] = useState<Delivery | null>(null)
  const { status, data, error } = useDelivery(delivery)
  return (
    <>
      <button onClick={() => setDelivery(send('note', 'text'))}>send</button>
      <button onClick={() => messages.forEach(({ id }) => cancel(id))}>cancel</button>
      <output aria-label="outbox">{messages.map((message) => `${message.event} ${message.status}`).join(', ')}</output>
      <output aria-label="delivery">{`${status} ${String(data)} ${error?.code ?? null}`}</output>
    </>
  )
}

describe('useOutbox and useDelivery', () => {
  it('show what waits, what becomes of it, and the server’s answer (C3, S8)', async () => {
    const { server, screen, advance } = await renderRealtime(<Notes />, {
      contract,
      program: (rt) => rt.handle('note', () => 42),
    })
    const said = () => ['outbox', 'delivery'].map((name) => screen.getByLabelText(name).textContent)
    expect(said()).toEqual(['', 'null undefined null'])
    server.network.offline()
    await advance(1)
    fireEvent.click(screen.getByText('send'))
    await advance(200)
    expect(said()).toEqual(['note queued', 'queued undefined null'])
    server.network.latency(50)
    server.network.online()
    await advance(500)
    expect(said()).toEqual(['', 'delivered 42 null'])
    server.network.latency(0)
  })

  it('give a message up, and forget the one before when another is sent', async () => {
    const { server, screen, advance } = await renderRealtime(<Notes />)
    const said = () => ['outbox', 'delivery'].map((name) => screen.getByLabelText(name).textContent)
    server.network.offline()
    await advance(1)
    fireEvent.click(screen.getByText('send'))
    await advance(200)
    fireEvent.click(screen.getByText('cancel'))
    await advance(200)
    expect(said()).toEqual(['', 'failed undefined cancelled'])
    fireEvent.click(screen.getByText('send'))
    expect(said()[1]).toBe('queued undefined null')
  })
})

describe('useConnectionStats', () => {
  it('reads the counters once a second, and renders for nothing else (C5)', async () => {
    const renders = vi.fn()
    const Stats = () => {
      renders()
      return <output>{useConnectionStats().eventsIn}</output>
    }
    const { server, screen, advance } = await renderRealtime(<Stats />)
    await advance(1_000)
    const before = [Number(screen.getByRole('status').textContent), renders.mock.calls.length]
    for (let i = 0; i < 10; i++) server.io.emit('tick', i)
    await advance(900)
    expect([Number(screen.getByRole('status').textContent), renders.mock.calls.length]).toEqual(before)
    await advance(100)
    expect(Number(screen.getByRole('status').textContent)).toBe((before[0] ?? 0) + 10)
  })

  it('hydrates without a warning on a line that is up already, and goes on to its counters', async () => {
    const { client, advance } = await renderRealtime(null)
    const Stats = () => <output>{useConnectionStats({ client }).connects}</output>
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = '<output>0</output>'
    const onRecoverableError = vi.fn()
    const { unmount } = render(<Stats />, { container, hydrate: true, onRecoverableError })
    expect(onRecoverableError).not.toHaveBeenCalled()
    expect(container.textContent).toBe('1')
    unmount()
    await advance(0)
  })
})
