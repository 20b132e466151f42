import { useRealTimeAnalysis } from '@telltale/react'
import { useState } from 'react'

export function UseRealTimeAnalysis({ projectId = '42' }: { projectId?: string }) {
  const [summary, setSummary] = useState('')
  const { status, progress, currentDetector, issuesFound, detached, cancel } = useRealTimeAnalysis({
    projectId,
    onComplete: (data) => setSummary(`Done in ${Math.round(data.durationMs / 1000)} s.`),
  })
  return (
    <p>
      {detached ? 'It goes on without us. ' : ''}
      {status}, {Math.floor(progress)} %, {issuesFound} issues{currentDetector && `, now in ${currentDetector}`}.{' '}
      {summary} {status === 'running' && <button onClick={cancel}>Cancel</button>}
    </p>
  )
}
