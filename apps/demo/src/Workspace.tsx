import AppBar from '@mui/material/AppBar'
import Box from '@mui/material/Box'
import Container from '@mui/material/Container'
import IconButton from '@mui/material/IconButton'
import SvgIcon from '@mui/material/SvgIcon'
import Toolbar from '@mui/material/Toolbar'
import Typography from '@mui/material/Typography'
import { ConnectionChip } from '@telltale/mui'
import { ColorModeButton } from './ColorModeButton.tsx'
import { EventLog } from './EventLog.tsx'
import { LinePanel } from './LinePanel.tsx'
import { Notifications } from './Notifications.tsx'
import { PeoplePanel } from './PeoplePanel.tsx'
import { SendNotification } from './SendNotification.tsx'
import { toUserId } from './toUserId.ts'
import { usePeople } from './usePeople.ts'

/** What a signed-in person sees. */
export function Workspace({ name, onSignOut }: { name: string; onSignOut: () => void }) {
  const { people, isLive } = usePeople()
  const userId = toUserId(name)
  const list = Object.values(people.byId).toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <>
      <AppBar position="sticky" color="default" elevation={0} sx={{ borderBottom: 1, borderColor: 'divider' }}>
        <Toolbar sx={{ gap: { xs: 0.5, sm: 1 } }}>
          <Typography variant="h6" component="h1" noWrap sx={{ flexGrow: 1 }}>
            Telltale
            <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
              {' '}
              demo
            </Box>
          </Typography>
          <ConnectionChip />
          <ColorModeButton />
          <IconButton color="inherit" edge="end" aria-label={`Sign out ${name}`} onClick={onSignOut}>
            <SvgIcon>
              <path d="M17 7l-1.4 1.4L18.2 11H8v2h10.2l-2.6 2.6L17 17l5-5zM4 5h8V3H4a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h8v-2H4z" />
            </SvgIcon>
          </IconButton>
        </Toolbar>
      </AppBar>
      <Container component="main" maxWidth="lg" sx={{ py: 2, px: { xs: 1, sm: 2 } }}>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '5fr 7fr' } }}>
          <Box sx={{ display: 'grid', gap: 2, alignContent: 'start', minWidth: 0 }}>
            <PeoplePanel people={list} isLive={isLive} userId={userId} />
            <SendNotification people={list.filter((person) => person.userId !== userId)} />
            <LinePanel />
          </Box>
          <Box sx={{ display: 'grid', gap: 2, alignContent: 'start', minWidth: 0 }}>
            <Notifications userId={userId} />
            <EventLog />
          </Box>
        </Box>
      </Container>
    </>
  )
}
