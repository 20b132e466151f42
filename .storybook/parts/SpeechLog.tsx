import { type ReactNode, useEffect, useState } from 'react'
// The same ears as those of Wire's panel, which is not to be had on a docs page.
import { listen } from '../../packages/storybook-addon/src/preview/hearing.ts'

type Heard = Readonly<{ at: number; politeness: string; text: string }>

const most = 12

/** What the live regions of this page say, the newest first. */
export function SpeechLog(): ReactNode {
  const [heard, setHeard] = useState<readonly Heard[]>([])
  useEffect(
    () =>
      listen(document.body, ({ politeness, text }) =>
        setHeard((before) => [{ at: Date.now(), politeness, text }, ...before].slice(0, most)),
      ),
    [],
  )
  return (
    <section aria-label="What a screen reader would hear">
      <p>
        <strong>
          <bdi>What a screen reader would hear</bdi>
        </strong>
      </p>
      {heard.length === 0 ? (
        <p>
          <bdi>Nothing yet. Press a button above.</bdi>
        </p>
      ) : (
        <ol>
          {heard.map(({ at, politeness, text }) => (
            <li key={`${at} ${text}`}>
              <code>{politeness}</code> <bdi>“{text}”</bdi>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
