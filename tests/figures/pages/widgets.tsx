// A page with one of the widgets at work, or with what is compared with it: `?subject=…&server=…`.
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import LinearProgress from '@mui/material/LinearProgress'
import Paper from '@mui/material/Paper'
import { createTheme, ThemeProvider } from '@mui/material/styles'
import Typography from '@mui/material/Typography'
import { createRealtimeClient } from '@telltale/client'
import { AITaskToasts, NotificationFeedView } from '@telltale/mui'
import { RealtimeProvider } from '@telltale/react'
import { type ReactNode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { io } from 'socket.io-client'
import { manyNotifications, notificationNow } from '../../../packages/mui/src/NotificationFeed/notificationFixtures.ts'
import { countFaintIn, type Faint } from './contrast.tsx'

export type Subject = 'toasts' | 'template' | 'feed' | 'contrast'

/** What the page has seen, and can be asked for, from outside. */
export type Seen = {
  isReady: boolean
  frames: number
  events: number
  /** Sentences that came into a live region. */
  announcements: number
  /** Scrolls the feed for so long. */
  scroll: (ms: number) => Promise<void>
  countFaint: () => Promise<Faint>
}

type Started = { taskId: string; title: string; message: string }
type Progress = { taskId: string; progress: number; message: string }
type Toast = Started & Progress

const query = new URLSearchParams(location.search)
const server = query.get('server') ?? ''

const seen: Seen = {
  isReady: false,
  frames: 0,
  events: 0,
  announcements: 0,
  scroll: async (ms) => {
    const feed = document.querySelector('[role=feed]')
    const end = performance.now() + ms
    while (performance.now() < end) {
      // As far as a quick hand flings it.
      feed?.scrollBy(0, 200)
      // oxlint-disable-next-line no-await-in-loop -- frame by frame
      await new Promise(requestAnimationFrame)
    }
  },
  countFaint: countFaintIn,
}
Object.assign(globalThis, { seen })

function toasts(): ReactNode {
  const client = createRealtimeClient({ url: server, getToken: () => 'ada' })
  client.on('ai:task:progress', () => (seen.events += 1))
  client.status.subscribe(() => (seen.isReady = client.status.getSnapshot().synced))
  return (
    <RealtimeProvider client={client}>
      <AITaskToasts maxVisible={20} />
    </RealtimeProvider>
  )
}

/** The toasts that one writes first: a list in a state, and styles where they are used. */
function Template(): ReactNode {
  const [shown, setShown] = useState<Toast[]>([])
  useEffect(() => {
    const socket = io(server, { transports: ['websocket'], auth: { token: 'ada' } })
    socket.on('connect', () => (seen.isReady = true))
    socket.on('ai:task:started', (task: Started) => setShown((before) => [{ ...task, progress: 0 }, ...before]))
    socket.on('ai:task:progress', (news: Progress) => {
      seen.events += 1
      setShown((before) => before.map((toast) => (toast.taskId === news.taskId ? { ...toast, ...news } : toast)))
    })
    return () => void socket.disconnect()
  }, [])
  const hide = (taskId: string) => setShown((before) => before.filter((toast) => toast.taskId !== taskId))
  return (
    <Box
      sx={{
        position: 'fixed',
        bottom: 24,
        right: 24,
        zIndex: 1400,
        display: 'flex',
        flexDirection: 'column',
        gap: 1,
        width: 400,
        maxHeight: 'calc(100vh - 48px)',
        overflowY: 'auto',
      }}
    >
      {shown.map(({ taskId, title, message, progress }) => (
        <Paper key={taskId} elevation={6} sx={{ p: 2, borderRadius: 2 }}>
          <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 1 }}>
            <Typography variant="subtitle2" sx={{ fontWeight: 500 }}>
              {title}
            </Typography>
            <IconButton size="small" aria-label="Close" onClick={() => hide(taskId)}>
              ×
            </IconButton>
          </Box>
          <Box sx={{ display: 'flex', justifyContent: 'space-between', mb: 1 }}>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>
              {message}
            </Typography>
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {Math.round(progress)} %
            </Typography>
          </Box>
          <LinearProgress variant="determinate" value={progress} sx={{ height: 4, borderRadius: 1 }} />
          <Button size="small" sx={{ mt: 1 }}>
            Cancel
          </Button>
        </Paper>
      ))}
    </Box>
  )
}

function feed(): ReactNode {
  seen.isReady = true
  const notifications = manyNotifications(10_000)
  return (
    <Box sx={{ width: 400, height: 600 }}>
      <NotificationFeedView notifications={notifications} now={notificationNow} onRead={() => {}} />
    </Box>
  )
}

const subjects: Record<Subject, () => ReactNode> = {
  toasts,
  template: () => <Template />,
  feed,
  contrast: () => {
    seen.isReady = true
    return null
  },
}

new MutationObserver((mutations) => {
  for (const { target, addedNodes } of mutations) {
    if (target instanceof Element && target.closest('[aria-live]') && addedNodes.length > 0) seen.announcements += 1
  }
}).observe(document.body, { childList: true, subtree: true })

createRoot(document.body.appendChild(document.createElement('main'))).render(
  // The page is asked for by the names of this table alone.
  <ThemeProvider theme={createTheme()}>{subjects[query.get('subject') as Subject]()}</ThemeProvider>,
)
const countFrame = (): void => {
  seen.frames += 1
  requestAnimationFrame(countFrame)
}
requestAnimationFrame(countFrame)
