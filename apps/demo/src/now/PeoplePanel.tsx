import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { usePresence, useWebSocketStatus } from '@telltale/react'
import { projectId } from '../contract.ts'
import { Panel } from '../Panel.tsx'

/** How many are here, and what one says of oneself; who they are is in the bar. */
export function PeoplePanel() {
  const { onlineCount, users, self, isLoading, updatePresence } = usePresence({ projectId })
  const { isConnected } = useWebSocketStatus()
  return (
    <Panel
      title="People here"
      action={
        <ToggleButtonGroup
          exclusive
          size="small"
          aria-label="Your status"
          value={self?.status ?? null}
          onChange={(_, status: 'online' | 'away' | null) => updatePresence(status ?? 'auto')}
        >
          <ToggleButton value="online">Online</ToggleButton>
          <ToggleButton value="away">Away</ToggleButton>
        </ToggleButtonGroup>
      }
    >
      <Typography color="textSecondary">
        {isLoading ? 'Nobody is known to be here yet.' : `${onlineCount} of ${users.length} online`}
        {!isLoading && !isConnected && ', when last heard of'}
      </Typography>
    </Panel>
  )
}
