import { defineContract, telltaleContract } from '@telltale/protocol/schemas'
import { RealtimeProvider, useEvent, useWebSocketStatus } from '@telltale/react'
import { scenario } from '@telltale/testing'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { useState, useSyncExternalStore } from 'react'
import { convert, ThemeProvider, themes } from 'storybook/theming'
import { afterEach, describe, expect, test } from 'vitest'
import { showWire } from '../preview/showWire.ts'
import { startFromGlobals } from '../preview/startFromGlobals.ts'
import type { Channel } from '../shared/messages.ts'
import { prepareSpeech, speechOf } from '../speech.ts'
import { readGlobals, wireAtRest, type WireGlobals, writeGlobals } from '../shared/wireGlobals.ts'
import { weatherPresets } from '../shared/weather.ts'
import { prepareWire, type WireParameters, worldOf } from '../wire.ts'
import { WirePanel } from './WirePanel.tsx'
import { WireStore } from './WireStore.ts'
import { WireTool } from './WireTool.tsx'

const ends: (() => unknown)[] = []

afterEach(async () => {
  cleanup()
  for (const end of ends.splice(0)) await end()
})

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** As Storybook's: nothing but plain data passes, nobody gets what another holds, and times become dates. */
function createChannel(): Channel {
  const listeners = new Map<string, Set<(message: unknown) => void>>()
  const of = (event: string) => listeners.get(event) ?? listeners.set(event, new Set()).get(event) ?? new Set()
  return {
    on: (event, listener) => void of(event).add(listener),
    off: (event, listener) => void of(event).delete(listener),
    emit: (event, message) => {
      const revive = (_name: string, value: unknown) =>
        typeof value === 'string' && isTime.test(value) ? new Date(value) : value
      for (const listener of of(event)) listener(JSON.parse(JSON.stringify(message), revive))
    },
  }
}

function Story() {
  const { state } = useWebSocketStatus()
  const [titles, setTitles] = useState<string[]>([])
  useEvent('notification', ({ title }) => setTitles((before) => [...before, title]))
  return (
    <section aria-label="Story">
      <p role="status">{state}</p>
      <ul>
        {titles.map((title, index) => (
          <li key={index}>{title}</li>
        ))}
      </ul>
    </section>
  )
}

/** A story in the page, and the panel of the manager beside it. */
async function open(parameters: WireParameters, start: WireGlobals = wireAtRest) {
  const channel = createChannel()
  const store = new WireStore(channel)
  const address: { globals: WireGlobals } = { globals: start }
  const context = { parameters: { wire: parameters }, loaded: {}, canvasElement: {} }
  const stopListening = prepareSpeech(context)
  const end = prepareWire(context)
  const world = worldOf(context.canvasElement)
  if (!world || !end || !stopListening) throw new Error('no world')
  const speech = speechOf(context)
  ends.push(startFromGlobals(world, start), showWire(world, speech, 'a--story', channel), end, stopListening)
  render(
    <RealtimeProvider client={world.client}>
      <Story />
    </RealtimeProvider>,
  )
  const Panel = () => {
    const state = useSyncExternalStore(store.subscribe, store.getSnapshot)
    return (
      <ThemeProvider theme={convert(themes.light)}>
        <WireTool store={store} open={() => undefined} />
        <WirePanel
          state={state}
          send={store.send}
          globals={address.globals}
          setGlobals={(next) => void (address.globals = next)}
        />
      </ThemeProvider>
    )
  }
  store.show(true)
  render(<Panel />)
  return { world, store, address }
}

const soon = { timeout: 8000 }
const story = () => within(screen.getByRole('region', { name: 'Story' }))
const shows = (state: string) => waitFor(() => expect(story().getByRole('status').textContent).toBe(state), soon)
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const tab = (name: string) => fireEvent.click(screen.getByRole('tab', { name }))
const choose = (name: RegExp) => fireEvent.click(screen.getByRole('radio', { name }))
const line = () => screen.getByRole('group', { name: 'The line' }).textContent
const log = () => within(screen.getByRole('list', { name: 'Log' })).queryAllByRole('listitem')
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

describe('link', () => {
  test('drops the line and brings it back; panel, toolbar and address say so', async () => {
    const { address } = await open({ user: 'ada' })
    await shows('connected')
    await waitFor(() => expect(line()).toMatch(/^Connected.*1 socket/), soon)
    choose(/^Dropped/)
    await shows('reconnecting')
    await waitFor(() => expect(line()).toMatch(/^Reconnecting/), soon)
    expect(screen.getByRole('button', { name: 'Wire: Reconnecting' })).toBeTruthy()
    expect(address.globals.link).toBe('dropped')
    choose(/^Up/)
    await shows('connected')
    expect(address.globals).toEqual(wireAtRest)
  })

  test('every other state is there as well, and shows what others do to the network', async () => {
    const { world } = await open({ user: 'ada' })
    await shows('connected')
    choose(/^Sign-in refused/)
    await shows('failed')
    choose(/^Up/)
    press('Retry now')
    await shows('connected')
    world.server.network.offline()
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Offline/ }).checked).toBe(true))
    choose(/^Server stopped/)
    await waitFor(() => expect(world.conditions()).toMatchObject({ offline: false, stopped: true }))
    choose(/^Frozen/)
    await waitFor(() => expect(world.conditions()).toMatchObject({ stopped: false, frozen: true }))
  })

  test('an expired token, a restart and a flap happen once', async () => {
    const { world } = await open({ user: 'ada' })
    await shows('connected')
    press('Expire token')
    await waitFor(() => expect(world.server.transcript.toString()).toContain('auth:expired'))
    await shows('connected')
    press('Restart server')
    press('Flap')
    press('Drop once')
    const faults = world.log().flatMap((entry) => (entry.kind === 'fault' ? [entry.fault] : []))
    expect(faults).toEqual(['restart', 'flap', 'drop'])
  })

  test('a link to a broken line breaks it once it was up', async () => {
    const seen: string[] = []
    const { world } = await open({ user: 'ada' }, readGlobals({ link: 'dropped', weather: 'good' }))
    world.client.status.subscribe(() => seen.push(world.client.status.getSnapshot().state))
    await shows('reconnecting')
    expect(seen).toContain('connected')
    expect(world.conditions()).toMatchObject({ latencyMs: 20, jitterMs: 10 })
  })
})

test('weather: presets and dials reach the network and the address', async () => {
  const { world, address } = await open({ user: 'ada' })
  await shows('connected')
  tab('Weather')
  press('Train')
  await waitFor(() =>
    expect(world.conditions()).toMatchObject({ latencyMs: 200, jitterMs: 600, weather: { lose: 0.05 } }),
  )
  await waitFor(() => expect(screen.getByRole('button', { name: 'Train' }).getAttribute('aria-pressed')).toBe('true'))
  type('Lost in %', '40')
  await waitFor(() => expect(world.conditions().weather.lose).toBe(0.4))
  expect(screen.getByRole('button', { name: 'Train' }).getAttribute('aria-pressed')).toBe('false')
  expect(address.globals.weather).toMatchObject({ lose: 0.4, latencyMs: 200 })
  type('Lost in %', '900')
  await waitFor(() => expect(world.conditions().weather.lose).toBe(1))
})

test('weather: a dial keeps what is typed until the story has heard it', async () => {
  const { store } = await open({ user: 'ada' })
  await shows('connected')
  cleanup()
  const state = store.getSnapshot()
  const { link } = state
  if (link === null) throw new Error('no line')
  // The story may take a while to hear each stroke, and to say so.
  const panel = (latencyMs: number) => (
    <ThemeProvider theme={convert(themes.light)}>
      <WirePanel
        state={{ ...state, link: { ...link, weather: { ...weatherPresets.clear, latencyMs } } }}
        send={() => undefined}
        globals={wireAtRest}
        setGlobals={() => undefined}
      />
    </ThemeProvider>
  )
  const { rerender } = render(panel(0))
  tab('Weather')
  const latency = screen.getByLabelText<HTMLInputElement>('Latency in ms')
  type('Latency in ms', '1')
  type('Latency in ms', '15')
  expect(latency.value).toBe('15')
  rerender(panel(1))
  expect(latency.value).toBe('15')
  rerender(panel(15))
  // From here on it is as others make it.
  rerender(panel(40))
  expect(latency.value).toBe('40')
})

describe('emit', () => {
  test('what is sent arrives; of many each is one of its own', async () => {
    await open({ user: 'ada' })
    await shows('connected')
    tab('Emit')
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Topic').value).toBe('user:ada'))
    const draft = JSON.parse(screen.getByLabelText<HTMLTextAreaElement>('Payload').value) as object
    type('Payload', JSON.stringify({ ...draft, title: 'The report is ready' }))
    press('Send')
    expect(await story().findAllByText('The report is ready', {}, soon)).toHaveLength(1)
    expect(screen.getByText('Sent.')).toBeTruthy()
    press('New sample')
    press('Send 100')
    await waitFor(() => expect(story().getAllByRole('listitem')).toHaveLength(101), soon)
  })

  test('what does not fit is not sent, and says where', async () => {
    await open({ user: 'ada' })
    await shows('connected')
    tab('Emit')
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Topic').value).toBe('user:ada'))
    type('Payload', '{ "id": 7 }')
    await waitFor(() => expect(screen.getAllByText('id')).toHaveLength(1))
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true)
    type('Payload', '{')
    await screen.findByText(/This is no JSON/)
    press('New sample')
    await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(false))
  })

  test('an event that nobody hears says so, and what was typed outlives a look at another tab', async () => {
    await open({ user: 'ada' })
    await shows('connected')
    tab('Emit')
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Topic').value).toBe('user:ada'))
    type('Topic', 'user:nobody')
    tab('Log')
    tab('Emit')
    expect(screen.getByLabelText<HTMLInputElement>('Topic').value).toBe('user:nobody')
    press('Send')
    await screen.findByText('Sent to user:nobody, where nobody is now.')
  })

  test('an app’s own event is offered, and asks for what it lacks', async () => {
    const contract = defineContract({
      events: { 'deal:won': { schema: telltaleContract.events['comment:resolved']!.schema } },
    })
    // The types of an app's contract are erased in `parameters`, which Storybook does not type either.
    await open({ user: 'ada', contract: contract as never })
    await shows('connected')
    tab('Emit')
    type('Event', 'deal:won')
    await waitFor(() => expect(screen.getAllByText('projectId').length).toBe(1))
  })
})

test('others come on lines of their own into the projects of the story, and leave with it', async () => {
  const { world } = await open({ user: 'ada' })
  const { server, client } = world
  const here = () => [...(server.io.sockets.adapter.rooms.get('project:42') ?? [])].length
  client.join('project:42')
  await shows('connected')
  await waitFor(() => expect(here()).toBe(1), soon)
  press('Somebody comes')
  press('Somebody comes')
  await waitFor(() => expect(here()).toBe(3), soon)
  tab('Emit')
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Topic').value).toBe('user:ada'), soon)
  tab('Link')
  press('Somebody leaves')
  await waitFor(() => expect(here()).toBe(2), soon)
  expect(server.io.sockets.adapter.rooms.has('user:Alan Turing')).toBe(true)
  await ends.splice(1, 1)[0]?.()
  await waitFor(() => expect(here()).toBe(1), soon)
})

describe('scenarios', () => {
  const tunnel = scenario('tunnel').at(100).refuse().drop().at(200_000).accept()

  test('are played, stepped, sped up and stopped', async () => {
    const { world, address } = await open({ user: 'ada', scenarios: [tunnel] })
    await shows('connected')
    tab('Scenarios')
    press('Play tunnel')
    await shows('reconnecting')
    expect(address.globals).toMatchObject({ scenario: 'tunnel', speed: 1 })
    expect(screen.getByText(/2 done/)).toBeTruthy()
    press('Step')
    await shows('connected')
    expect(screen.getByText(/3 done/)).toBeTruthy()
    type('Speed', '10')
    expect(world.player.state.speed).toBe(10)
    press('Stop')
    await waitFor(() => expect(world.player.state.scenario).toBeNull())
    expect(address.globals.scenario).toBeNull()
  })

  test('a story’s own begins with it, and is the first that is offered', async () => {
    const { world } = await open({ user: 'ada', scenario: tunnel, speed: 0, scenarios: [tunnel] })
    expect(world.player.state).toMatchObject({ performed: 0, speed: 0 })
    tab('Scenarios')
    expect(await screen.findAllByRole('button', { name: 'Play tunnel' })).toHaveLength(1)
    press('Step')
    await waitFor(() => expect(world.player.state.performed).toBe(1))
  })

  test('a link finds the one again that was played, in whatever script its name is', async () => {
    const wire = { scenarios: [scenario('Дождь 1').at(0).latency(1), scenario('Шторм 1').at(0).latency(2)] }
    const { address } = await open(wire)
    tab('Scenarios')
    press('Play Шторм 1')
    cleanup()
    const { world } = await open(wire, readGlobals(writeGlobals(address.globals)))
    expect(world.player.state.scenario?.name).toBe('Шторм 1')
  })

  test('a story without one says how to write it', async () => {
    await open({ user: 'ada' })
    tab('Scenarios')
    expect(screen.getByText(/This story has no scenario/)).toBeTruthy()
  })
})

describe('log', () => {
  test('shows what passes and what is done, filtered, paused and cleared', async () => {
    const { world } = await open({ user: 'ada' })
    await shows('connected')
    tab('Log')
    await waitFor(() => expect(log().length).toBeGreaterThan(2), soon)
    world.server.network.latency(5)
    await waitFor(() => expect(log()[0]?.textContent).toContain('latency(5)'), soon)
    type('Filter', 'LATENCY(')
    expect(log()).toHaveLength(0)
    type('Filter', 'latency')
    expect(log()).toHaveLength(1)
    fireEvent.click(screen.getByRole('checkbox', { name: 'Net' }))
    expect(log()).toHaveLength(0)
    type('Filter', '')
    fireEvent.click(screen.getByRole('checkbox', { name: 'Net' }))
    press('Pause')
    const before = log().length
    world.server.rt.notifyUser('ada', { title: 'Unseen' })
    await story().findByText('Unseen', {}, soon)
    expect(log()).toHaveLength(before)
    press('Pause')
    await waitFor(() => expect(log()[0]?.textContent).toContain('Unseen'), soon)
    press('Clear')
    expect(log()).toHaveLength(0)
  })

  test('is copied as a scenario', async () => {
    const { world } = await open({ user: 'ada' })
    await shows('connected')
    world.server.rt.notifyUser('ada', { title: 'Hello' })
    world.server.network.drop()
    tab('Log')
    await waitFor(() => expect(log().some(({ textContent }) => textContent?.includes('drop()'))).toBe(true), soon)
    press('Copy as scenario')
    const code = screen.getByLabelText<HTMLTextAreaElement>('Scenario').value
    expect(code).toMatch(/^scenario\("copied"\)\n {2}\.at\(\d+\)\n {2}\.emit\("user:ada", "notification", \{.*"Hello"/)
    expect(code).toMatch(/\.drop\(\)$/)
  })

  test('is told anew, and not twice, to a panel that was hidden', async () => {
    const { store } = await open({ user: 'ada' })
    await shows('connected')
    tab('Log')
    await waitFor(() => expect(log().length).toBeGreaterThan(2), soon)
    const before = log().length
    store.show(false)
    store.show(true)
    await waitFor(() => expect(log()).toHaveLength(before), soon)
  })
})

test('vitals: frames, and what a screen reader would hear', async () => {
  const { world, store } = await open({ user: 'ada' })
  await shows('connected')
  tab('Vitals')
  const heard = within(screen.getByRole('list', { name: 'What a screen reader would hear' }))
  await heard.findByText('“connected”', {}, soon)
  store.show(false)
  world.server.network.offline()
  await shows('reconnecting')
  store.show(true)
  await heard.findByText('“reconnecting”', {}, soon)
  expect(heard.getAllByText('“connected”'), 'what was told before is not told twice').toHaveLength(1)
  const frames = Number(screen.getByText('Frames per second').nextElementSibling?.textContent)
  expect(frames).toBeGreaterThan(0)
})

test('a story without a wire is told how to get one, also after one that had', async () => {
  await open({ user: 'ada' })
  await shows('connected')
  expect(screen.queryByText('This story has no wire')).toBeNull()
  await ends.splice(1, 1)[0]?.()
  await screen.findByText('This story has no wire')
  expect(screen.queryByRole('button', { name: /^Wire:/ })).toBeNull()
})

test('tabs are walked by arrow keys', async () => {
  await open({ user: 'ada' })
  fireEvent.keyDown(screen.getByRole('tab', { name: 'Link' }), { key: 'ArrowLeft' })
  expect(screen.getByRole('tab', { name: 'Vitals' }).getAttribute('aria-selected')).toBe('true')
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Vitals' }))
})
