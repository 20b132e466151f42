import { describe, expect, it, vi } from 'vitest'
import { inVirtualTime, pass, settle, world } from './support/world.ts'

inVirtualTime()

describe('a listener to the status', () => {
  it('that throws is reported, and keeps no line from opening or closing and no other from hearing', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    const mistake = new Error('a listener’s own mistake')
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const words: string[] = []
    client.status.subscribe(() => {
      throw mistake
    })
    client.status.subscribe(() => words.push(client.getConnectionState()))
    client.connect()
    await settle()
    client.disconnect()
    await settle()
    expect([words.includes('connected'), words.at(-1), server.connections]).toEqual([true, 'disconnected', 0])
    expect(reported).toHaveBeenCalledWith(mistake)
    reported.mockRestore()
  })

  it('may go, and subscribe anew, while it is called', async () => {
    const { visit } = world()
    const client = visit()
    const gone = vi.fn()
    let calls = 0
    const again = (): void => {
      stop()
      stopOther()
      calls += 1
      // One that is called in the round in which it came would go on for ever.
      if (calls < 100) stop = client.status.subscribe(again)
    }
    let stop = client.status.subscribe(again)
    const stopOther = client.status.subscribe(gone)
    client.connect()
    const callsOfOneChange = calls
    await pass(10)
    expect([callsOfOneChange, gone.mock.calls.length]).toEqual([1, 0])
    stop()
  })
})
