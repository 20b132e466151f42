import type { Issue } from '@telltale/protocol'
import type { ConnectionStatus } from '@telltale/react'
import type { Step, Utterance } from '@telltale/testing'
import type { LinkState } from './link.ts'
import type { LogEntry } from './toScenario.ts'
import type { WeatherSettings } from './weather.ts'

/** The name of what the panel says to the story, on Storybook's channel. */
export const COMMAND = 'telltale/wire/command'

/** The name of what the story says to the panel. */
export const REPORT = 'telltale/wire/report'

/**
 * As much of Storybook's channel as is used here. A name of ours carries what is ours alone, as a text of JSON: in anything
 * else the channel makes a `Date` of each string that looks like a time.
 */
export type Channel = {
  on: (event: string, listener: (message: unknown) => void) => void
  off: (event: string, listener: (message: unknown) => void) => void
  emit: (event: string, message: unknown) => void
}

/** What happens once and is over by itself. */
export type Incident = 'drop' | 'flap' | 'restart' | 'expireToken' | 'retryNow' | 'come' | 'leave'

/** What the panel asks of the story. */
export type WireCommand =
  /** Who is there? Told anew whenever a panel comes, is shown or hidden; a hidden one is told of the link alone. */
  | { do: 'look'; isShown: boolean }
  | { do: 'link'; link: LinkState }
  | { do: 'incident'; incident: Incident }
  | { do: 'weather'; weather: WeatherSettings }
  /** A payload to begin with. */
  | { do: 'sample'; event: string }
  | { do: 'check'; event: string; topic: string; json: string }
  | { do: 'emit'; event: string; topic: string; json: string; times: number }
  /** `scenario` is its place in the list. */
  | { do: 'play'; scenario: number; speed: number }
  | { do: 'step' }
  | { do: 'stop' }
  | { do: 'speed'; speed: number }

/** A scenario as the panel shows it. */
export type ScenarioOutline = Readonly<{ name: string; steps: readonly Step[] }>

/** What the story tells the panel. */
export type WireReport =
  | {
      is: 'world'
      storyId: string
      /** In epoch ms; the log's times count from here. */
      startedAt: number
      events: readonly string[]
      scenarios: readonly ScenarioOutline[]
    }
  | {
      is: 'link'
      link: LinkState
      weather: WeatherSettings
      status: ConnectionStatus
      /** Sockets connected now. */
      connections: number
    }
  /** What happened since the last one. */
  | { is: 'log'; entries: readonly LogEntry[] }
  /** The answer to `sample`, or to `check` and `emit`. */
  | { is: 'sample'; event: string; topic: string; json: string }
  /** `sent` copies went to `hearers` lines that are in the topic now. */
  | { is: 'checked'; issues: readonly Issue[]; sent: number; hearers: number }
  | {
      is: 'run'
      /** Its place in the list of scenarios; one that came from elsewhere has none. */
      scenario: number | null
      performed: number
      speed: number
      error: string | null
    }
  | {
      is: 'vitals'
      framesPerSecond: number
      /** Of React, since the story began; null where nobody counts them. */
      commits: number | null
      commitsPerSecond: number
      /** New ones. */
      said: readonly Utterance[]
    }
  /** The story is over. */
  | { is: 'gone' }
