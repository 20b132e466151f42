import Button from '@mui/material/Button'
import { AnalysisProgress } from '@telltale/mui'
import { useSocket } from '@telltale/react'
import { projectId } from '../contract.ts'
import { Panel } from '../Panel.tsx'

/** The check of all records, which everybody sees, whoever began it. */
export function AnalysisPanel() {
  const { emit, state } = useSocket()
  return (
    <Panel
      title="Check of the records"
      action={
        <Button variant="contained" disabled={!state.connected} onClick={() => void emit('demo:check-records', {})}>
          Check
        </Button>
      }
    >
      <AnalysisProgress projectId={projectId} localeText={{ title: 'All modules' }} />
    </Panel>
  )
}
