import Avatar from '@mui/material/Avatar'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemAvatar from '@mui/material/ListItemAvatar'
import ListItemText from '@mui/material/ListItemText'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import type { PresentPerson } from '@telltale/protocol'
import { useSocket } from '@telltale/react'
import { projectId } from './contract.ts'
import { Panel } from './Panel.tsx'

type PeoplePanelProps = { people: readonly PresentPerson[]; isLive: boolean; userId: string }

/** Who else is in the project, and what one says of oneself. */
export function PeoplePanel({ people, isLive, userId }: PeoplePanelProps) {
  const { emit } = useSocket()
  const own = people.find((person) => person.userId === userId)
  return (
    <Panel
      title="People here"
      action={
        <ToggleButtonGroup
          exclusive
          size="small"
          aria-label="Your status"
          disabled={!isLive}
          value={own?.status ?? null}
          onChange={(_, status: 'online' | 'away' | null) => {
            if (status) void emit('presence:update', { status, projectId })
          }}
        >
          <ToggleButton value="online">Online</ToggleButton>
          <ToggleButton value="away">Away</ToggleButton>
        </ToggleButtonGroup>
      }
    >
      {people.length === 0 && (
        <Typography color="textSecondary">Nobody is known to be here until the line is up.</Typography>
      )}
      <List dense disablePadding aria-label="People here">
        {people.map((person) => (
          <ListItem key={person.userId} disableGutters>
            <ListItemAvatar>
              <Avatar aria-hidden sx={{ bgcolor: 'primary.main', color: 'primary.contrastText' }}>
                {person.name.slice(0, 1).toUpperCase()}
              </Avatar>
            </ListItemAvatar>
            <ListItemText
              primary={person.userId === userId ? `${person.name} (you)` : person.name}
              secondary={isLive ? person.status : `was ${person.status} when the line went down`}
            />
          </ListItem>
        ))}
      </List>
    </Panel>
  )
}
