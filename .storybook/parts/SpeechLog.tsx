import { hearSpeech, type Utterance } from '@telltale/testing'
import { type ReactNode, useEffect, useState } from 'react'

const most = 12

/** What the live regions of this page say, the newest first. */
export function SpeechLog(): ReactNode {
  const [heard, setHeard] = useState<readonly Utterance[]>([])
  useEffect(
    () => hearSpeech(document.body, (utterance) => setHeard((before) => [utterance, ...before].slice(0, most))).stop,
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
