import type { ReactNode } from 'react'
import { qaChecklist } from './qaChecklist.ts'
import { WideTable } from './WideTable.tsx'

/** A story in the book around this page: a docs page is a frame of its own. */
const toStory = (id: string): string => `./?path=/story/${id}`

export function QaTable(): ReactNode {
  return (
    <WideTable>
      <thead>
        <tr>
          <th>Area</th>
          <th>Try</th>
          <th>Expect</th>
          <th>Story</th>
        </tr>
      </thead>
      <tbody>
        {qaChecklist.map(({ area, attempt, expected, story }) => (
          <tr key={story}>
            <td>{area}</td>
            <td>{attempt}</td>
            <td>{expected}</td>
            <td>
              <a href={toStory(story)} target="_top" aria-label={`Open the story: ${attempt}`}>
                Open
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
