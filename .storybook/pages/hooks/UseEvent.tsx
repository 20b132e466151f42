import { useEvent } from '@telltale/react'
import { useState } from 'react'

export function UseEvent() {
  const [titles, setTitles] = useState<readonly string[]>([])
  // Each accepted event once, by the newest handler. It renders nothing by itself.
  useEvent('notification', ({ title }) => setTitles((before) => [title, ...before].slice(0, 3)))
  return <p>{titles.length === 0 ? 'Nothing was heard yet.' : titles.join(' · ')}</p>
}
