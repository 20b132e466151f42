import Box from '@mui/material/Box'
import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import { NotificationFeed } from '@telltale/mui'
import { toUserId } from '../toUserId.ts'
import { AnalysisPanel } from './AnalysisPanel.tsx'
import { EventLog } from './EventLog.tsx'
import { LinePanel } from './LinePanel.tsx'
import { PeoplePanel } from './PeoplePanel.tsx'
import { SendNotification } from './SendNotification.tsx'
import { TasksPanel } from './TasksPanel.tsx'
import { UsagePanel } from './UsagePanel.tsx'

/** Everything that happens right now. */
export function NowPage({ name }: { name: string }) {
  const userId = toUserId(name)
  const columns = { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(3, minmax(0, 1fr))' }
  return (
    <Box sx={{ display: 'grid', gap: 2, alignItems: 'start', gridTemplateColumns: columns }}>
      <Stack spacing={2}>
        <PeoplePanel />
        <SendNotification userId={userId} />
        <LinePanel />
      </Stack>
      <Stack spacing={2}>
        <TasksPanel />
        <AnalysisPanel />
        <UsagePanel name={name} />
      </Stack>
      <Stack spacing={2}>
        <Paper variant="outlined" sx={{ height: 320 }}>
          <NotificationFeed userId={userId} />
        </Paper>
        <EventLog />
      </Stack>
    </Box>
  )
}
