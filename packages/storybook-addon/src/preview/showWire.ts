import { type Contract, type Issue, TelltaleError } from '@telltale/protocol'
import { telltaleContract } from '@telltale/protocol/schemas'
import { type MockServer, run, type Speech } from '@telltale/testing'
import { followList } from '../followList.ts'
import { linkOf, setLink } from '../shared/link.ts'
import {
  type Channel,
  COMMAND,
  type Incident,
  REPORT,
  type ScenarioOutline,
  type WireCommand,
  type WireReport,
} from '../shared/messages.ts'
import { setWeather, weatherOf } from '../shared/weather.ts'
import type { WireWorld } from '../wire.ts'
import { countCommits } from './commits.ts'
import { createGuests, type Guests } from './createGuests.ts'
import { checkDraft, createSampler, type Draft, emittable, topicFor, vary } from './draft.ts'

/** How often a panel that is shown is told of the log, in ms. */
const reportEveryMs = 200
const vitalsEveryMs = 1000
/** A server that is restarted from the panel is away so long: enough for people to be told. */
const restartMs = 3000

/**
 * The end of a story to which the panel speaks: does what it says, and tells what happens. As long as no panel asks, it
 * does nothing.
 *
 * @returns how to end it
 */
export function showWire(world: WireWorld, speech: Speech, storyId: string, channel: Channel): () => void {
  const { server, client, player, parameters, startedAt } = world
  const contract: Contract = parameters.contract ?? telltaleContract
  const scenarios = offered(world)
  const guests = createGuests(server)
  const userId = () => userIn(server, guests) ?? parameters.user ?? 'guest'
  const sampler = createSampler(userId, parameters.seed)
  let sample: unknown
  let queued = false
  let isShown = false
  let hide: () => void = () => undefined

  const tell = (report: WireReport) => channel.emit(REPORT, JSON.stringify(report))
  const tellLink = () => {
    const conditions = world.conditions()
    const status = client.status.getSnapshot()
    const { connections } = server
    tell({ is: 'link', link: linkOf(conditions), weather: weatherOf(conditions), status, connections })
  }
  const tellRun = () => {
    const { scenario, performed, speed, error } = player.state
    const place = scenarios.findIndex(({ name }) => name === scenario?.name)
    tell({ is: 'run', scenario: place < 0 ? null : place, performed, speed, error })
  }
  const changed = () => {
    if (queued) return
    queued = true
    queueMicrotask(() => {
      queued = false
      tellLink()
      tellRun()
    })
  }

  const tellIssues = (issues: readonly Issue[]) => tell({ is: 'checked', issues, sent: 0, hearers: 0 })
  const check = (draft: Draft) => {
    const checked = checkDraft(draft, contract)
    tellIssues('issues' in checked ? checked.issues : [])
  }
  const begin = (event: string) => {
    sample = sampler(event)
    const draft = { event, topic: topicFor(sample, userId()), json: JSON.stringify(sample, null, 2) }
    tell({ is: 'sample', ...draft })
    check(draft)
  }
  const emit = (draft: Draft, times: number) => {
    const checked = checkDraft(draft, contract)
    if ('issues' in checked) return tellIssues(checked.issues)
    const { topic, payload } = checked
    // Name and payload have been checked by the contract; the server does so again.
    const send = (one: unknown) => server.rt.to(topic).emit(draft.event as never, one as never)
    try {
      for (let count = 0; count < times; count += 1) {
        send(count === 0 ? payload : vary(payload, sample, sampler(draft.event)))
      }
      const hearers = server.io.sockets.adapter.rooms.get(topic)?.size ?? 0
      tell({ is: 'checked', issues: [], sent: times, hearers })
    } catch (error) {
      tellIssues([{ message: TelltaleError.is(error) ? error.message : String(error) }])
    }
  }

  const incidents: Record<Incident, () => void> = {
    drop: () => server.network.drop(),
    flap: () => server.network.flap(5, 800),
    restart: () => server.network.restart(restartMs),
    expireToken: () => void run({ name: '', steps: [{ at: 0, do: 'expireToken' }] }, server, { speed: 0 }).step(),
    retryNow: () => client.retryNow(),
    come: guests.come,
    leave: guests.leave,
  }

  const obey = (command: WireCommand): void => {
    switch (command.do) {
      case 'look':
        tell({ is: 'world', storyId, startedAt, events: emittable(contract), scenarios })
        tellLink()
        tellRun()
        hide()
        hide = command.isShown ? show() : () => undefined
        return
      case 'link':
        return world.atOnce((network, conditions) => setLink(network, conditions, command.link))
      case 'incident':
        return incidents[command.incident]()
      case 'weather':
        return world.atOnce((network, conditions) => setWeather(network, conditions, command.weather))
      case 'sample':
        return begin(command.event)
      case 'check':
        return check(command)
      case 'emit':
        return emit(command, command.times)
      case 'play': {
        const scenario = scenarios[command.scenario]
        return scenario && player.play(scenario, command.speed)
      }
      case 'step':
        return player.step()
      case 'stop':
        return player.stop()
      case 'speed':
        return player.setSpeed(command.speed)
    }
  }

  /** Tells of log and vitals, as long as somebody looks. */
  const show = (): (() => void) => {
    isShown = true
    const freshEntries = followList(world.log)
    const log = setInterval(() => {
      const entries = freshEntries()
      if (entries.length > 0) tell({ is: 'log', entries })
    }, reportEveryMs)
    const stopVitals = followVitals(speech, tell)
    return () => {
      isShown = false
      clearInterval(log)
      stopVitals()
    }
  }

  const stopWatching = world.watch(changed)
  const unsubscribe = client.status.subscribe(changed)
  // Only the panel uses this name.
  const onCommand = (command: unknown) => obey(JSON.parse(String(command)) as WireCommand)
  channel.on(COMMAND, onCommand)
  // A panel that was there before this story is told at once; it then looks.
  tell({ is: 'world', storyId, startedAt, events: emittable(contract), scenarios })
  return () => {
    if (isShown) hide()
    stopWatching()
    unsubscribe()
    channel.off(COMMAND, onCommand)
    guests.end()
    tell({ is: 'gone' })
  }
}

/** Who is signed in in the story, as the server sees it. */
function userIn({ io }: MockServer, guests: Guests): string | undefined {
  const rooms = Array.from(io.sockets.sockets.values()).flatMap((socket) => Array.from(socket.rooms))
  const users = rooms.flatMap((room) => (room.startsWith('user:') ? [room.slice('user:'.length)] : []))
  return users.find((user) => !guests.has(user))
}

/** The scenarios of a story: the one that is played, and those that may be. */
export function offered({
  parameters: { scenario, scenarios = [] },
}: Pick<WireWorld, 'parameters'>): ScenarioOutline[] {
  const all = scenario === undefined ? scenarios : [scenario, ...scenarios.filter(({ name }) => name !== scenario.name)]
  // Plain, since a builder has functions, which no channel carries.
  return all.map(({ name, steps }) => ({ name, steps: steps.toSorted((one, other) => one.at - other.at) }))
}

/** Counts frames and commits, and tells of them and of what was said once a second. */
function followVitals(speech: Speech, tell: (report: WireReport) => void): () => void {
  let frames = 0
  const freshUtterances = followList(() => speech.utterances)
  const commitsBefore = countCommits()
  let commits = commitsBefore
  let countedAt = performance.now()
  const count = () => {
    frames += 1
    frame = requestAnimationFrame(count)
  }
  let frame = requestAnimationFrame(count)
  const timer = setInterval(() => {
    const now = performance.now()
    const seconds = (now - countedAt) / 1000
    const total = countCommits()
    const report: WireReport = {
      is: 'vitals',
      framesPerSecond: Math.round(frames / seconds),
      commits: total === null ? null : total - (commitsBefore ?? 0),
      commitsPerSecond: Math.round(((total ?? 0) - (commits ?? 0)) / seconds),
      said: freshUtterances(),
    }
    frames = 0
    commits = total
    countedAt = now
    tell(report)
  }, vitalsEveryMs)
  return () => {
    cancelAnimationFrame(frame)
    clearInterval(timer)
  }
}
