/** @jsxRuntime classic */
import React, { type ReactNode, useEffect, useId, useState } from 'react'
import type { TabProps } from './WirePanel.tsx'

const counts = [1, 10, 100]

/** Says something to the story, as its server would. */
export function EmitTab({ state: { world, sample, checked }, send, isShown }: TabProps): ReactNode {
  const events = world?.events ?? []
  const [event, setEvent] = useState(sample?.event ?? (events.includes('notification') ? 'notification' : events[0]))
  const [edited, setEdited] = useState<{ topic: string; json: string } | null>(null)
  const ids = { event: useId(), topic: useId(), json: useId(), issues: useId() }

  const isEmpty = sample === null
  useEffect(() => {
    if (isShown && isEmpty && event !== undefined) send({ do: 'sample', event })
  }, [isShown, isEmpty, event, send])

  if (event === undefined) return <p>The contract of this story names no event.</p>
  const sampled = sample?.event === event ? sample : { topic: '', json: '' }
  const { topic, json } = edited ?? sampled
  const edit = (next: { topic: string; json: string }) => {
    setEdited(next)
    send({ do: 'check', event, ...next })
  }
  const begin = (next: string) => {
    setEdited(null)
    setEvent(next)
    send({ do: 'sample', event: next })
  }
  const { issues, sent, hearers } = checked
  return (
    <>
      <div className="wire-row">
        <label htmlFor={ids.event}>Event</label>
        <select id={ids.event} value={event} onChange={({ target }) => begin(target.value)}>
          {events.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <label htmlFor={ids.topic}>to</label>
        <input
          id={ids.topic}
          aria-label="Topic"
          className="wire-code"
          value={topic}
          onChange={({ target }) => edit({ topic: target.value, json })}
        />
        <button type="button" onClick={() => begin(event)}>
          New sample
        </button>
        <span className="wire-grow" />
        {counts.map((times) => (
          <button
            key={times}
            type="button"
            disabled={issues.length > 0 || json === ''}
            title={times > 1 ? 'What you left as it was is made up anew for each, ids above all' : undefined}
            onClick={() => send({ do: 'emit', event, topic, json, times })}
          >
            {times === 1 ? 'Send' : `Send ${times}`}
          </button>
        ))}
      </div>
      <label htmlFor={ids.json} className="wire-hidden">
        Payload
      </label>
      <textarea
        id={ids.json}
        style={{ marginTop: 8 }}
        rows={Math.min(Math.max(json.split('\n').length, 6), 16)}
        spellCheck={false}
        value={json}
        aria-invalid={issues.length > 0}
        aria-describedby={ids.issues}
        onChange={({ target }) => edit({ topic, json: target.value })}
      />
      <div id={ids.issues} role="status">
        {issues.length > 0 && (
          <ul className="wire-issues">
            {issues.map(({ message, path }) => (
              <li key={`${path?.join('.')} ${message}`}>
                {path === undefined ? '' : <code>{path.join('.')}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        {sent > 0 && (
          <p className={hearers > 0 ? 'wire-good' : undefined}>
            {sent === 1 ? 'Sent' : `Sent ${sent}`}
            {hearers > 0 ? '.' : ` to ${topic}, where nobody is now.`}
          </p>
        )}
      </div>
    </>
  )
}
