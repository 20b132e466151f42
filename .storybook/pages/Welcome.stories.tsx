import AppBar from '@mui/material/AppBar'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import Toolbar from '@mui/material/Toolbar'
import Typography from '@mui/material/Typography'
import type { Meta, StoryObj } from '@storybook/react-vite'
import {
  AITaskToasts,
  AnalysisProgress,
  ConnectionChip,
  NotificationBell,
  OfflineBanner,
  PresenceAvatars,
  UsageMeter,
  WorkflowProgress,
} from '@telltale/mui'
import { useUsageSession, type UsageSessionOptions } from '@telltale/react'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import { createMockUsage } from '@telltale/testing'
import { type ReactNode, useEffect, useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { Acts, faults } from '../../packages/mui/test/support/Acts.tsx'
import { usePeers } from '../../packages/mui/test/support/usePeers.ts'
import { oneMorning } from './oneMorning.ts'
import { analyse, beginImport, defineImport, work } from './storyPrograms.ts'

const usage = createMockUsage({ capMs: 7_200_000 })
const metered: UsageSessionOptions = { fetch: usage.fetch, env: { connectivity: usage.connectivity }, identity: 'ada' }

const frame = { position: 'relative', overflow: 'hidden', transform: 'translateZ(0)', pb: { xs: 24, sm: 18 } }
const columns = {
  display: 'grid',
  gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr', md: '3fr 2fr' },
  gap: 4,
  p: { xs: 2, sm: 3 },
}
const bar = { gap: 1.5, flexWrap: 'wrap', py: 1 }
const grows = { flexGrow: 1 }

function Recording(): ReactNode {
  const { isActive, startSession, stopSession } = useUsageSession(metered)
  return (
    <Button size="small" variant="outlined" onClick={isActive ? stopSession : startSession}>
      {isActive ? 'Stop recording' : 'Record'}
    </Button>
  )
}

const recording = <Recording />
const plan = [
  { node: 'fetch', name: 'Fetch rows' },
  { node: 'parse', name: 'Clean rows' },
  { node: 'report', name: 'Write report' },
]

const people = ['Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov']
/** Who is there so long after the beginning, in milliseconds. */
const comings: readonly [afterMs: number, people: readonly string[]][] = [
  [0, people.slice(0, 2)],
  [1_500, people.slice(0, 3)],
  [3_000, people],
  [14_000, people.filter((name) => name !== 'Alan Turing')],
]

/** A small app with every widget, on one line to a server in this page. */
function App(): ReactNode {
  const { server, player } = useWire()
  const [round, setRound] = useState(1)
  const setPeers = usePeers('42')
  useEffect(() => {
    // The scenario tells of news and faults; what runs is real work of the server in the page, and people have real lines.
    analyse(server.rt, 350)
    beginImport(server.rt, 'Import of listings', { rows: 80, rowMs: 250 })
    void work(server.rt, String(round), 450)
  }, [server, round])
  useEffect(() => {
    const timers = comings.map(([afterMs, here]) => setTimeout(() => setPeers(here), afterMs))
    return () => timers.forEach(clearTimeout)
  }, [setPeers, round])
  const acts = {
    'Play again': () => {
      player.play(oneMorning, 1)
      setRound(round + 1)
    },
    'Fail an import': () => beginImport(server.rt, 'Import of leads', { rows: 20, rowMs: 80, failsAt: 12 }),
    Notify: () => server.rt.notifyUser('ada', { type: 'info', title: 'Alan signed the contract' }),
    ...faults(server.network, 'Drop the line', 'Stop the server', 'Start the server', 'Go offline', 'Go online'),
  }
  return (
    <Stack spacing={2}>
      <Paper variant="outlined" sx={frame}>
        <AppBar position="static" color="transparent" elevation={0} component="div">
          <Toolbar sx={bar}>
            <Typography variant="h6" component="p" sx={grows}>
              <bdi>12 Elm Street</bdi>
            </Typography>
            <PresenceAvatars projectId="42" max={4} />
            <NotificationBell userId="ada" />
            <ConnectionChip />
          </Toolbar>
        </AppBar>
        <OfflineBanner graceMs={2_500} />
        <Box sx={columns}>
          <AnalysisProgress projectId="42" maxIssues={2} />
          <Stack spacing={4}>
            <UsageMeter usage={metered} action={recording} />
            <WorkflowProgress runId={String(round)} plan={plan} />
          </Stack>
        </Box>
        <AITaskToasts disablePortal hotkey={null} />
      </Paper>
      <Acts acts={acts} />
    </Stack>
  )
}

const meta = {
  title: 'Welcome',
  component: App,
  tags: ['!autodocs'],
  parameters: {
    wire: {
      user: 'ada',
      auth: (token) =>
        token === 'ada' || token === null ? { userId: 'ada', name: 'Ada Lovelace' } : { userId: token, name: token },
      program: defineImport,
      scenario: oneMorning,
    } satisfies WireParameters,
    controls: { disable: true },
  },
} satisfies Meta<typeof App>

export default meta
type Story = StoryObj<typeof meta>

/** Every widget on one line, while people come, news arrive, and the line is lost for three seconds. */
export const OneMorning: Story = {
  play: async ({ canvas }) => {
    const is = (words: string, timeout = 5_000) =>
      waitFor(() => expect(canvas.getByRole('button', { name: words })).toBeVisible(), { timeout })
    await is('Connected')
    await is('Notifications, 2 unread')
    await is('Reconnecting', 8_000)
    await is('Connected', 8_000)
    await is('Notifications, 3 unread')
    await expect(await canvas.findByRole('list', { name: 'People here (6)' }, { timeout: 8_000 })).toBeVisible()
  },
}
