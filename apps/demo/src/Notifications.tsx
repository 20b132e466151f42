import Alert from '@mui/material/Alert'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Snackbar from '@mui/material/Snackbar'
import Typography from '@mui/material/Typography'
import type { Notification } from '@telltale/protocol'
import { useEvent } from '@telltale/react'
import { useState } from 'react'
import { Panel } from './Panel.tsx'

const max = 20

/** What others have told this person since the page was opened, newest first; the latest one also pops up. */
export function Notifications({ userId }: { userId: string }) {
  const [received, setReceived] = useState<readonly Notification[]>([])
  const [poppedUp, setPoppedUp] = useState<Notification | null>(null)
  useEvent(
    'notification',
    (notification) => {
      setReceived((before) => [notification, ...before].slice(0, max))
      setPoppedUp(notification)
    },
    { key: userId },
  )
  return (
    <Panel title="Notifications">
      {received.length === 0 && <Typography color="textSecondary">Nobody has told you anything yet.</Typography>}
      <List dense disablePadding aria-label="Notifications">
        {received.map((notification) => (
          <ListItem key={notification.id} disableGutters>
            <ListItemText
              primary={notification.title}
              secondary={`from ${senderOf(notification)} at ${new Date(notification.createdAt).toLocaleTimeString()}`}
              slotProps={{ primary: { sx: { overflowWrap: 'anywhere' } } }}
            />
          </ListItem>
        ))}
      </List>
      <Snackbar
        key={poppedUp?.id}
        open={poppedUp !== null}
        autoHideDuration={6000}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        onClose={(_, reason) => reason !== 'clickaway' && setPoppedUp(null)}
      >
        <Alert
          severity="info"
          variant="outlined"
          onClose={() => setPoppedUp(null)}
          sx={{ bgcolor: 'background.paper', boxShadow: 6 }}
        >
          {poppedUp && `${senderOf(poppedUp)}: ${poppedUp.title}`}
        </Alert>
      </Snackbar>
    </Panel>
  )
}

function senderOf({ data }: Notification): string {
  const from: unknown = typeof data === 'object' && data !== null && 'from' in data ? data.from : undefined
  return typeof from === 'string' ? from : 'somebody'
}
