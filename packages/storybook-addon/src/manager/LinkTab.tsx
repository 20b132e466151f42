/** @jsxRuntime classic */
import React, { type ReactNode, useId } from 'react'
import type { LinkState } from '../shared/link.ts'
import type { Incident } from '../shared/messages.ts'
import type { TabProps } from './WirePanel.tsx'

const links: readonly { link: LinkState; name: string; means: string }[] = [
  { link: 'up', name: 'Up', means: 'nothing is in the way' },
  { link: 'dropped', name: 'Dropped', means: 'cut, and no new line opens; the server lives on' },
  { link: 'frozen', name: 'Frozen', means: 'half-open: nothing arrives, nothing closes' },
  { link: 'offline', name: 'Offline', means: 'the browser says that it has no network' },
  { link: 'stopped', name: 'Server stopped', means: 'its memory is gone with it' },
  { link: 'refused', name: 'Sign-in refused', means: 'the token counts for nothing any more' },
]

const incidents: readonly { incident: Incident; name: string; title: string }[] = [
  { incident: 'drop', name: 'Drop once', title: 'Cuts the line; it may come back at once' },
  { incident: 'flap', name: 'Flap', title: 'Cuts the line five times, some 0.8 s apart' },
  { incident: 'restart', name: 'Restart server', title: 'Away for 3 s, and without a memory afterwards' },
  { incident: 'expireToken', name: 'Expire token', title: 'Every token has expired: clients are told and let go' },
  { incident: 'retryNow', name: 'Retry now', title: 'The client tries at once, as by its own button' },
]

const people: typeof incidents = [
  { incident: 'come', name: 'Somebody comes', title: 'One more person, on a line of their own, in every project here' },
  { incident: 'leave', name: 'Somebody leaves', title: 'Whoever came first goes' },
]

/** What holds the line down until it is told otherwise, what happens to it once, and who else is there. */
export function LinkTab({ state: { link }, send, globals, setGlobals }: TabProps): ReactNode {
  const group = useId()
  const choose = (next: LinkState) => {
    send({ do: 'link', link: next })
    setGlobals({ ...globals, link: next })
  }
  return (
    <>
      <fieldset>
        <legend>The line is</legend>
        <div className="wire-grid">
          {links.map(({ link: one, name, means }) => (
            <label key={one} className="wire-choice">
              <input type="radio" name={group} checked={link?.link === one} onChange={() => choose(one)} />
              <span>
                {name} <span className="wire-muted">{means}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {Object.entries({ Once: incidents, People: people }).map(([legend, acts]) => (
        <fieldset key={legend}>
          <legend>{legend}</legend>
          <div className="wire-row">
            {acts.map(({ incident, name, title }) => (
              <button key={incident} type="button" title={title} onClick={() => send({ do: 'incident', incident })}>
                {name}
              </button>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  )
}
