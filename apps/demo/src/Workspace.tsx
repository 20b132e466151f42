import AppBar from '@mui/material/AppBar'
import Box from '@mui/material/Box'
import Container from '@mui/material/Container'
import IconButton from '@mui/material/IconButton'
import SvgIcon from '@mui/material/SvgIcon'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import Toolbar from '@mui/material/Toolbar'
import Typography from '@mui/material/Typography'
import { AITaskToasts, ConnectionChip, NotificationBell, OfflineBanner, PresenceAvatars } from '@telltale/mui'
import { useEntitySync } from '@telltale/react/query'
import { ColorModeButton } from './ColorModeButton.tsx'
import { projectId } from './contract.ts'
import { modules } from './modules.ts'
import { NowPage } from './now/NowPage.tsx'
import { RecordsPage } from './records/RecordsPage.tsx'
import { sync } from './records/sync.ts'
import { toUserId } from './toUserId.ts'
import { useHash } from './useHash.ts'

const moduleList = Object.values(modules)

/** What a signed-in person sees: the bar with what is always true, and one page at a time. */
export function Workspace({ name, onSignOut }: { name: string; onSignOut: () => void }) {
  useEntitySync(sync)
  const hash = useHash()
  const module = moduleList.find(({ plural }) => plural === hash)
  const tab = module?.plural ?? 'now'
  return (
    <>
      <AppBar
        position="sticky"
        color="default"
        elevation={0}
        sx={{ bgcolor: 'background.paper', borderBottom: 1, borderColor: 'divider' }}
      >
        <Toolbar variant="dense" sx={{ gap: { xs: 0.5, sm: 1 }, px: { xs: 1, sm: 2 } }}>
          <Typography variant="h6" component="h1" noWrap sx={{ flexGrow: 1 }}>
            Telltale
            <Box component="span" sx={{ display: { xs: 'none', sm: 'inline' } }}>
              {' '}
              demo
            </Box>
          </Typography>
          <ConnectionChip />
          <NotificationBell userId={toUserId(name)} />
          <ColorModeButton />
          <IconButton color="inherit" aria-label={`Sign out ${name}`} onClick={onSignOut}>
            <SvgIcon>
              <path d="M17 7l-1.4 1.4L18.2 11H8v2h10.2l-2.6 2.6L17 17l5-5zM4 5h8V3H4a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h8v-2H4z" />
            </SvgIcon>
          </IconButton>
        </Toolbar>
        <Toolbar variant="dense" disableGutters sx={{ gap: 1, paddingInlineEnd: { xs: 1, sm: 2 } }}>
          <Tabs
            value={tab}
            onChange={(_, next: string) => (location.hash = next)}
            variant="scrollable"
            scrollButtons={false}
            aria-label="Pages"
            sx={{ flex: 1, minWidth: 0 }}
          >
            <Tab value="now" label="Now" id="tab-now" aria-controls="page" />
            {moduleList.map(({ plural }) => (
              <Tab
                key={plural}
                value={plural}
                label={plural}
                id={`tab-${plural}`}
                aria-controls="page"
                sx={{ textTransform: 'capitalize' }}
              />
            ))}
          </Tabs>
          <PresenceAvatars projectId={projectId} max={3} size="small" />
        </Toolbar>
        <OfflineBanner />
      </AppBar>
      {/* Room below, so that toasts can be scrolled away from what they cover. */}
      <Container component="main" maxWidth="lg" sx={{ pt: 2, pb: 12, px: { xs: 1, sm: 2 } }}>
        <div role="tabpanel" id="page" aria-labelledby={`tab-${tab}`}>
          {module ? <RecordsPage key={module.name} module={module} /> : <NowPage name={name} />}
        </div>
      </Container>
      <AITaskToasts />
    </>
  )
}
