import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useSocket } from '@telltale/react'
import { Panel } from '../Panel.tsx'

/** Starts tasks on the server; `AITaskToasts` shows them, on every page. */
export function TasksPanel() {
  const { emit, state } = useSocket()
  const start = (isBroken: boolean) => void emit('demo:import-leads', { isBroken })
  return (
    <Panel title="Tasks">
      <Typography color="textSecondary">The server reads six leads from a file. Watch them come in Leads.</Typography>
      <Stack direction="row" spacing={1} sx={{ mt: 2, flexWrap: 'wrap' }}>
        <Button variant="contained" disabled={!state.connected} onClick={() => start(false)}>
          Import leads
        </Button>
        <Button variant="outlined" disabled={!state.connected} onClick={() => start(true)}>
          Import a broken file
        </Button>
      </Stack>
    </Panel>
  )
}
