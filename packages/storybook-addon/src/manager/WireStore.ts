import type { Utterance } from '@telltale/testing'
import { type Channel, COMMAND, REPORT, type WireCommand, type WireReport } from '../shared/messages.ts'
import type { LogEntry } from '../shared/toScenario.ts'

type Report<TKind extends WireReport['is']> = Extract<WireReport, { is: TKind }>

/** What the panel knows of the story that is shown. */
export type WireState = Readonly<{
  /** None while no live story is shown. */
  world: Report<'world'> | null
  link: Report<'link'> | null
  run: Report<'run'> | null
  log: readonly LogEntry[]
  sample: Report<'sample'> | null
  checked: Omit<Report<'checked'>, 'is'>
  vitals: Omit<Report<'vitals'>, 'said'> | null
  said: readonly Utterance[]
}>

const keptEntries = 2000
const keptSentences = 200

const emptyWireState: WireState = {
  world: null,
  link: null,
  run: null,
  log: [],
  sample: null,
  checked: { issues: [], sent: 0, hearers: 0 },
  vitals: null,
  said: [],
}

/** What is known after a report. */
function afterReport(state: WireState, report: WireReport): WireState {
  switch (report.is) {
    case 'world':
      // The same one looked at anew tells its log and its sentences from the beginning.
      return state.world?.startedAt === report.startedAt
        ? { ...state, world: report, log: [], said: [] }
        : { ...emptyWireState, world: report }
    case 'link':
      return { ...state, link: report }
    case 'run':
      return { ...state, run: report }
    case 'log':
      return { ...state, log: [...state.log, ...report.entries].slice(-keptEntries) }
    case 'sample':
      return { ...state, sample: report }
    case 'checked':
      return { ...state, checked: report }
    case 'vitals': {
      const { said, ...vitals } = report
      return { ...state, vitals, said: [...state.said, ...said].slice(-keptSentences) }
    }
    case 'gone':
      return emptyWireState
  }
}

/** The manager's end of the channel: one for panel and toolbar. */
export class WireStore {
  #state: WireState = emptyWireState
  #isShown = false
  readonly #channel: Pick<Channel, 'on' | 'emit'>
  readonly #listeners = new Set<() => void>()

  constructor(channel: Pick<Channel, 'on' | 'emit'>) {
    this.#channel = channel
    channel.on(REPORT, (message) => {
      const report = JSON.parse(String(message)) as WireReport // only a story's end uses this name
      const isNew = report.is === 'world' && report.startedAt !== this.#state.world?.startedAt
      this.#state = afterReport(this.#state, report)
      if (isNew) this.#look()
      for (const listener of this.#listeners) listener()
    })
    this.#look()
  }

  readonly getSnapshot = (): WireState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  readonly send = (command: WireCommand): void => this.#channel.emit(COMMAND, JSON.stringify(command))

  /** Says whether somebody looks at the panel; the story takes no trouble for nobody. */
  readonly show = (isShown: boolean): void => {
    if (this.#isShown === isShown) return
    this.#isShown = isShown
    this.#look()
  }

  #look(): void {
    this.send({ do: 'look', isShown: this.#isShown })
  }
}
