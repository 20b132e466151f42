/** @jsxRuntime classic */
import React, { type ReactNode, useState } from 'react'
import type { Step } from '@telltale/testing'
import { toSlugs } from '../shared/wireGlobals.ts'
import type { TabProps } from './WirePanel.tsx'

const speeds = [
  { speed: 0, name: 'by hand' },
  { speed: 0.25, name: '¼×' },
  { speed: 1, name: '1×' },
  { speed: 4, name: '4×' },
  { speed: 10, name: '10×' },
]

const example = `parameters: {
  wire: { scenarios: [scenario('shaky').at(2000).drop().at(5000).restart(3000)] },
}`

/** Plays what the story's own file has written down. */
export function ScenariosTab({ state: { world, run }, send, globals, setGlobals }: TabProps): ReactNode {
  const [chosenSpeed, setChosenSpeed] = useState(1)
  const scenarios = world?.scenarios ?? []
  if (scenarios.length === 0) {
    return (
      <>
        <p>
          This story has no scenario. Write one with <code>scenario()</code> of <code>@telltale/testing</code>, or copy
          one from the log:
        </p>
        <pre>{example}</pre>
      </>
    )
  }
  const playing = run?.scenario ?? null
  const speed = playing === null || run === null ? chosenSpeed : run.speed
  const slugs = toSlugs(scenarios)
  const play = (place: number) => {
    send({ do: 'play', scenario: place, speed })
    setGlobals({ ...globals, scenario: slugs[place] ?? null, speed })
  }
  const setSpeed = (next: number) => {
    setChosenSpeed(next)
    send({ do: 'speed', speed: next })
    setGlobals({ ...globals, speed: next })
  }
  return (
    <>
      <div className="wire-row" style={{ marginBottom: 12 }}>
        <label>
          Speed{' '}
          <select value={speed} onChange={({ target }) => setSpeed(Number(target.value))}>
            {speeds.concat(speeds.some((one) => one.speed === speed) ? [] : { speed, name: `${speed}×` }).map((one) => (
              <option key={one.speed} value={one.speed}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={playing === null} onClick={() => send({ do: 'step' })}>
          Step
        </button>
        <button
          type="button"
          disabled={playing === null}
          onClick={() => {
            send({ do: 'stop' })
            setGlobals({ ...globals, scenario: null })
          }}
        >
          Stop
        </button>
      </div>
      <ul className="wire-list">
        {scenarios.map(({ name, steps }, place) => {
          const performed = place === playing ? (run?.performed ?? 0) : null
          return (
            <li key={name}>
              <div className="wire-row">
                <button type="button" aria-label={`Play ${name}`} onClick={() => play(place)}>
                  {performed === null ? 'Play' : 'Again'}
                </button>
                <strong>{name}</strong>
                <span className="wire-muted">
                  {steps.length} {steps.length === 1 ? 'step' : 'steps'}, {toSeconds(steps.at(-1)?.at ?? 0)}
                  {performed !== null && ` · ${performed} done`}
                </span>
              </div>
              {performed !== null && <Steps steps={steps} performed={performed} />}
              {performed !== null && run?.error != null && <p className="wire-issues">{run.error}</p>}
            </li>
          )
        })}
      </ul>
    </>
  )
}

function Steps({ steps, performed }: { steps: readonly Step[]; performed: number }): ReactNode {
  return (
    <ol className="wire-list" style={{ margin: '6px 0' }}>
      {steps.map((step, index) => (
        // A scenario may do the same thing twice at one time; its steps never move.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className="wire-row" aria-current={index === performed ? 'step' : undefined}>
          <span aria-hidden="true" className="wire-code">
            {index < performed ? '✓' : index === performed ? '▸' : ' '}
          </span>
          <span className="wire-muted">{toSeconds(step.at)}</span>
          <code className={index === performed ? 'wire-now wire-what' : 'wire-what'}>{describe(step)}</code>
        </li>
      ))}
    </ol>
  )
}

function describe(step: Step): string {
  if (step.do === 'emit') return `${step.event} → ${step.topic}`
  if (step.do === 'expireToken') return 'expireToken()'
  return `${step.do}(${step.args.map((argument) => JSON.stringify(argument)).join(', ')})`
}

const toSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
