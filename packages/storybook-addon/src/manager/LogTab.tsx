/** @jsxRuntime classic */
import React, { memo, type ReactNode, useState } from 'react'
import { type LogEntry, toScenario, toScenarioCode } from '../shared/toScenario.ts'
import { CopyButton } from './CopyButton.tsx'
import type { TabProps } from './WirePanel.tsx'

type Direction = 'in' | 'out' | 'net'

const directions: readonly { direction: Direction; name: string; title: string }[] = [
  { direction: 'in', name: 'In', title: 'What the server was told' },
  { direction: 'out', name: 'Out', title: 'What the server told and answered' },
  { direction: 'net', name: 'Net', title: 'Who came and went, and what was done to the network' },
]

const directionOf = ({ kind }: LogEntry): Direction =>
  kind === 'in' ? 'in' : kind === 'out' || kind === 'ack' ? 'out' : 'net'

/** As many as a page bears; the rest is found by the filter. */
const shownEntries = 300

/** The server's transcript as it grows, newest first. */
export function LogTab({ state: { world, log }, isShown }: TabProps): ReactNode {
  const [filter, setFilter] = useState('')
  const [hidden, setHidden] = useState<ReadonlySet<Direction>>(new Set())
  const [paused, setPaused] = useState<readonly LogEntry[] | null>(null)
  const [clearedAt, setClearedAt] = useState(-1)
  const [copied, setCopied] = useState<string | null>(null)

  // Filtering thousands of entries five times a second is for nobody's eyes then.
  if (!isShown) return null
  const all = (paused ?? log).filter(({ at }) => at > clearedAt)
  const wanted = filter.toLowerCase()
  const found = all.filter(
    (entry) => !hidden.has(directionOf(entry)) && JSON.stringify(entry).toLowerCase().includes(wanted),
  )
  const shown = found.slice(-shownEntries).toReversed()
  const toggle = (direction: Direction) => {
    const next = new Set(hidden)
    if (!next.delete(direction)) next.add(direction)
    setHidden(next)
  }
  return (
    <>
      <div className="wire-row" style={{ marginBottom: 8 }}>
        <input
          type="search"
          aria-label="Filter"
          placeholder="Filter"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
        {directions.map(({ direction, name, title }) => (
          <label key={direction} title={title}>
            <input type="checkbox" checked={!hidden.has(direction)} onChange={() => toggle(direction)} /> {name}
          </label>
        ))}
        <button type="button" aria-pressed={paused !== null} onClick={() => setPaused(paused === null ? log : null)}>
          Pause
        </button>
        <button type="button" onClick={() => setClearedAt((paused ?? log).at(-1)?.at ?? clearedAt)}>
          Clear
        </button>
        <span className="wire-muted">
          {found.length} of {all.length}
        </span>
        <span className="wire-grow" />
        <CopyButton
          label="Copy as scenario"
          title="All that is in the log, to be pasted into a story or a test"
          disabled={all.length === 0}
          text={() => toScenarioCode(toScenario('copied', all, world?.startedAt ?? 0))}
          onCopy={setCopied}
        />
      </div>
      {copied !== null && (
        <div style={{ marginBottom: 8 }}>
          <textarea aria-label="Scenario" readOnly rows={Math.min(copied.split('\n').length + 1, 10)} value={copied} />
          <button type="button" style={{ marginTop: 4 }} onClick={() => setCopied(null)}>
            Close
          </button>
        </div>
      )}
      <ul className="wire-list" aria-label="Log">
        {shown.map((entry, index) => (
          // From the oldest on, so that what comes keeps those below in place.
          // oxlint-disable-next-line react/no-array-index-key
          <Entry key={found.length - index} entry={entry} />
        ))}
      </ul>
      {shown.length === 0 && <p className="wire-muted">{all.length === 0 ? 'Nothing yet.' : 'Nothing that fits.'}</p>}
    </>
  )
}

const arrows: Record<Direction, string> = { in: '→', out: '←', net: '•' }

const Entry = memo(function Entry({ entry }: { entry: LogEntry }): ReactNode {
  const { words, detail } = describe(entry)
  return (
    <li className="wire-entry">
      <span className="wire-muted">{(entry.at / 1000).toFixed(2)}</span>
      <span className="wire-muted">{'line' in entry ? `#${entry.line}` : ''}</span>
      <span>
        <span aria-hidden="true">{arrows[directionOf(entry)]}</span> {entry.kind}
      </span>
      <span className="wire-what">
        {detail === undefined ? (
          words
        ) : (
          <details>
            <summary>
              {words} <span className="wire-muted wire-code">{JSON.stringify(detail)?.slice(0, 200)}</span>
            </summary>
            <pre>{JSON.stringify(detail, null, 2)}</pre>
          </details>
        )}
      </span>
    </li>
  )
})

function describe(entry: LogEntry): { words: string; detail?: unknown } {
  switch (entry.kind) {
    case 'connect':
      return { words: '' }
    case 'disconnect':
      return { words: entry.reason }
    case 'refused':
      return { words: entry.message, ...(entry.data !== undefined && { detail: entry.data }) }
    case 'ack':
      return { words: entry.event, detail: entry.answer }
    case 'weather': {
      const { delaysMs, event, payload } = entry
      const fate = delaysMs.length === 0 ? 'lost' : delaysMs.map((ms) => `${ms} ms late`).join(', ')
      return { words: `${event} ${fate}`, detail: payload }
    }
    case 'fault':
      return { words: `${entry.fault}(${entry.args.map((argument) => JSON.stringify(argument)).join(', ')})` }
    case 'in':
    case 'out':
      return { words: entry.event, detail: entry.payload }
  }
}
