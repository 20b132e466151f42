import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useSocket, useWebSocketStatus } from '@telltale/react'
import { Panel } from '../Panel.tsx'
import { withoutPrefix } from './withoutPrefix.ts'

/** The line in words, and the hand on it: what the chip in the bar says in one. */
export function LinePanel() {
  const { connect, disconnect } = useSocket()
  const { state, phase, attempt, reason } = useWebSocketStatus()
  const isDown = state === 'disconnected' || state === 'failed'
  return (
    <Panel title="The line">
      <Typography>
        {state}, {phase}
        {attempt > 0 && `, attempt ${attempt}`}
      </Typography>
      {reason && (
        <Typography color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {reason.code}: {withoutPrefix(reason.message)}
        </Typography>
      )}
      <Stack direction="row" spacing={1} sx={{ mt: 2 }}>
        <Button variant="outlined" onClick={connect} disabled={!isDown}>
          Connect
        </Button>
        <Button variant="outlined" onClick={disconnect} disabled={isDown}>
          Disconnect
        </Button>
      </Stack>
    </Panel>
  )
}
