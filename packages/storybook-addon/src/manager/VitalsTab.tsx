/** @jsxRuntime classic */
import React from 'react'
import type { ReactNode } from 'react'
import type { TabProps } from './WirePanel.tsx'

/** How the page fares, and what it says to those who do not see it. */
export function VitalsTab({ state: { world, vitals, said } }: TabProps): ReactNode {
  return (
    <>
      <dl className="wire-figures">
        <div>
          <dt>Frames per second</dt>
          <dd>{vitals?.framesPerSecond ?? '–'}</dd>
        </div>
        <div>
          <dt>React commits per second</dt>
          <dd>{vitals?.commits == null ? '–' : vitals.commitsPerSecond}</dd>
        </div>
        <div>
          <dt>React commits</dt>
          <dd>{vitals?.commits ?? '–'}</dd>
        </div>
      </dl>
      <h3>What a screen reader would hear</h3>
      <ol className="wire-list" aria-label="What a screen reader would hear">
        {said.toReversed().map(({ at, politeness, text, isMissed }, index) => (
          // Newest first: counted from the oldest, so that what comes keeps the others in place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={said.length - index} className="wire-row">
            <span className="wire-muted">{((at - (world?.startedAt ?? at)) / 1000).toFixed(1)} s</span>
            <span className="wire-muted">{politeness}</span>
            <span className="wire-what">“{text}”</span>
            {isMissed && <span className="wire-issues">missed by most: the region came with its words</span>}
          </li>
        ))}
      </ol>
      {said.length === 0 && <p className="wire-muted">Nothing since the story began.</p>}
    </>
  )
}
