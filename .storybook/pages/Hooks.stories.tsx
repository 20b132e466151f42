import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { createRealtimeClient } from '@telltale/react'
import { useWire, wireOf, type WireParameters } from '@telltale/storybook-addon'
import { createMockUsage } from '@telltale/testing'
import type { ComponentType, ReactNode } from 'react'
import { expect, userEvent, waitFor } from 'storybook/test'
import { Acts, faults } from '../../packages/mui/test/support/Acts.tsx'
import { type Lead, UseEntitySync } from '../../tests/fixtures/query-hooks.tsx'
import useEntitySyncCode from '../../tests/fixtures/query-hooks.tsx?raw'
import { analyse, beginImport, defineImport, work } from './storyPrograms.ts'
import { UseAITasks } from './hooks/UseAITasks.tsx'
import useAITasksCode from './hooks/UseAITasks.tsx?raw'
import { UseClient } from './hooks/UseClient.tsx'
import useClientCode from './hooks/UseClient.tsx?raw'
import { UseConnectionStats } from './hooks/UseConnectionStats.tsx'
import useConnectionStatsCode from './hooks/UseConnectionStats.tsx?raw'
import { UseDelivery } from './hooks/UseDelivery.tsx'
import useDeliveryCode from './hooks/UseDelivery.tsx?raw'
import { UseLine } from './hooks/UseLine.tsx'
import useLineCode from './hooks/UseLine.tsx?raw'
import { UseEvent } from './hooks/UseEvent.tsx'
import useEventCode from './hooks/UseEvent.tsx?raw'
import { UseNotifications } from './hooks/UseNotifications.tsx'
import useNotificationsCode from './hooks/UseNotifications.tsx?raw'
import { UsePresence } from './hooks/UsePresence.tsx'
import usePresenceCode from './hooks/UsePresence.tsx?raw'
import { UseRealTimeAnalysis } from './hooks/UseRealTimeAnalysis.tsx'
import useRealTimeAnalysisCode from './hooks/UseRealTimeAnalysis.tsx?raw'
import { UseSocket } from './hooks/UseSocket.tsx'
import useSocketCode from './hooks/UseSocket.tsx?raw'
import { UseTopic } from './hooks/UseTopic.tsx'
import useTopicCode from './hooks/UseTopic.tsx?raw'
import { UseUsageSession } from './hooks/UseUsageSession.tsx'
import useUsageSessionCode from './hooks/UseUsageSession.tsx?raw'
import { UseWebSocketStatus } from './hooks/UseWebSocketStatus.tsx'
import useWebSocketStatusCode from './hooks/UseWebSocketStatus.tsx?raw'
import { UseWorkflow } from './hooks/UseWorkflow.tsx'
import useWorkflowCode from './hooks/UseWorkflow.tsx?raw'

const meta = {
  title: 'Hooks',
  tags: ['!autodocs'],
  parameters: {
    wire: { user: 'ada', program: defineImport } satisfies WireParameters,
    controls: { disable: true },
  },
} satisfies Meta

export default meta
type Story = StoryObj<typeof meta>
type Wire = ReturnType<typeof useWire>

type Hook = {
  /** What the story shows: a file that is compiled, and whose text is the code beside the story. */
  example: ComponentType
  code: string
  /** What its server does at a press. */
  acts: (wire: Wire) => Readonly<Record<string, () => unknown>>
  /** Words that are there at last, after a press of `press`. */
  shows: RegExp
  press?: string
}

function Example({ example: Shown, acts }: Pick<Hook, 'example' | 'acts'>): ReactNode {
  const wire = useWire()
  return (
    <Stack spacing={2}>
      <div>
        <Shown />
      </div>
      <Acts acts={acts(wire)} />
    </Stack>
  )
}

const story = ({ example, code, acts, shows, press }: Hook): Story => ({
  parameters: { docs: { source: { code, language: 'tsx' } } },
  render: () => <Example example={example} acts={acts} />,
  play: async ({ canvas, canvasElement }) => {
    // The first frame comes before the line is open.
    await waitFor(() => expect(canvas.getAllByRole('button')[0]).toBeVisible())
    if (press !== undefined) await userEvent.click(canvas.getByRole('button', { name: press }))
    await waitFor(() => expect(canvasElement).toHaveTextContent(shows), { timeout: 5_000 })
  },
})

const line = ({ server }: Wire) => faults(server.network, 'Drop the line', 'Go offline', 'Go online')
const now = () => new Date().toISOString()

export const UseSocketStory: Story = {
  name: 'useSocket',
  ...story({ example: UseSocket, code: useSocketCode, acts: line, shows: /The line is open/ }),
}

export const UseWebSocketStatusStory: Story = {
  name: 'useWebSocketStatus',
  ...story({ example: UseWebSocketStatus, code: useWebSocketStatusCode, acts: line, shows: /connected/ }),
}

export const UseEventStory: Story = {
  name: 'useEvent',
  ...story({
    example: UseEvent,
    code: useEventCode,
    acts: (wire) => ({
      Notify: () =>
        wire.server.rt.notifyUser('ada', { type: 'info', title: `It is ${new Date().toTimeString().slice(0, 8)}` }),
      ...line(wire),
    }),
    press: 'Go offline',
    shows: /Nothing was heard yet/,
  }),
}

export const UseTopicStory: Story = {
  name: 'useTopic',
  ...story({
    example: UseTopic,
    code: useTopicCode,
    acts: (wire) => ({
      Comment: () =>
        wire.server.rt.to('project:42').emit('comment:created', {
          commentId: crypto.randomUUID(),
          projectId: '42',
          author: { userId: 'grace', name: 'Grace' },
          body: 'Looks good',
          createdAt: now(),
        }),
      ...line(wire),
    }),
    shows: /The topic is live/,
  }),
}

export const UseRealTimeAnalysisStory: Story = {
  name: 'useRealTimeAnalysis',
  ...story({
    example: UseRealTimeAnalysis,
    code: useRealTimeAnalysisCode,
    acts: (wire) => ({ Start: () => analyse(wire.server.rt), ...line(wire) }),
    press: 'Start',
    shows: /running, \d+ %/,
  }),
}

export const UseAITasksStory: Story = {
  name: 'useAITasks',
  ...story({
    example: UseAITasks,
    code: useAITasksCode,
    acts: (wire) => ({
      Import: () => beginImport(wire.server.rt, 'Import of listings', { rows: 40, rowMs: 100 }),
      'Fail an import': () => beginImport(wire.server.rt, 'Import of leads', { rows: 20, rowMs: 50, failsAt: 7 }),
      ...line(wire),
    }),
    press: 'Import',
    shows: /Import of listings: running/,
  }),
}

export const UseNotificationsStory: Story = {
  name: 'useNotifications',
  ...story({
    example: UseNotifications,
    code: useNotificationsCode,
    acts: (wire) => ({
      Notify: () => wire.server.rt.notifyUser('ada', { type: 'success', title: 'The report is ready' }),
      ...line(wire),
    }),
    press: 'Notify',
    shows: /1 unread/,
  }),
}

/** Others who come to the project, until the story ends. */
function invite({ server, client }: Wire): void {
  for (const name of ['Grace', 'Alan']) {
    const guest = createRealtimeClient({ url: server.url, getToken: () => name })
    guest.connect()
    guest.join('project:42')
    const stop = client.status.subscribe(() => {
      if (client.status.getSnapshot().phase !== 'disposed') return
      stop()
      guest.destroy()
    })
  }
}

export const UsePresenceStory: Story = {
  name: 'usePresence',
  ...story({
    example: UsePresence,
    code: usePresenceCode,
    acts: (wire) => ({ 'Others come': () => invite(wire), ...line(wire) }),
    press: 'Others come',
    shows: /3 online/,
  }),
}

export const UseWorkflowStory: Story = {
  name: 'useWorkflow…',
  ...story({
    example: UseWorkflow,
    code: useWorkflowCode,
    acts: (wire) => ({ Run: () => work(wire.server.rt, '7'), ...line(wire) }),
    press: 'Run',
    shows: /fetch: running/,
  }),
}

export const UseDeliveryStory: Story = {
  name: 'useDelivery, useOutbox',
  ...story({
    example: UseDelivery,
    code: useDeliveryCode,
    acts: line,
    press: 'Mark all as read',
    shows: /The last message: delivered/,
  }),
}

export const UseConnectionStatsStory: Story = {
  name: 'useConnectionStats',
  ...story({ example: UseConnectionStats, code: useConnectionStatsCode, acts: line, shows: /[01] connects/ }),
}

export const UseClientStory: Story = {
  name: 'useClient',
  ...story({ example: UseClient, code: useClientCode, acts: line, press: 'Ask the client', shows: /topics are held/ }),
}

export const UseLineStory: Story = {
  name: 'useLine',
  ...story({ example: UseLine, code: useLineCode, acts: line, shows: /connected since \d/ }),
}

/** What the API of the next story holds, from its first fetch on. */
let leads: Lead[] = []
const fetchLeads = async () => ({ data: leads })

function tellOf({ rt }: Wire['server'], action: 'create' | 'update', lead: Lead): void {
  rt.to('user:ada').emit('data:update', { entityType: 'lead', entityId: lead.id, action, userId: 'ada', data: lead })
}

function addLead({ server }: Wire): void {
  const added = { id: crypto.randomUUID(), name: `Lead ${leads.length + 1}`, status: 'new', version: 1 }
  leads = [added, ...leads]
  tellOf(server, 'create', added)
}

const won = new Set<string>()

/** The API is behind, as any may be: what it answers is older than the event, and does not win. */
function winLead({ server }: Wire): void {
  const open = leads.find(({ id }) => !won.has(id))
  if (open === undefined) return
  won.add(open.id)
  tellOf(server, 'update', { ...open, status: 'won', version: open.version + 1 })
}

const Leads = () => <UseEntitySync fetchLeads={fetchLeads} />

export const UseEntitySyncStory: Story = {
  name: 'useEntitySync, useEntityIds, useEntityRow',
  beforeEach: () => {
    leads = [{ id: '1', name: 'Hedy Lamarr', status: 'new', version: 1 }]
    won.clear()
  },
  parameters: { docs: { source: { code: useEntitySyncCode, language: 'tsx' } } },
  render: () => (
    <Example
      example={Leads}
      acts={(wire) => ({ 'Win a lead': () => winLead(wire), 'Add a lead': () => addLead(wire), ...line(wire) })}
    />
  ),
  play: async (context) => {
    const { canvas, canvasElement } = context
    await waitFor(() => expect(canvasElement).toHaveTextContent('Hedy Lamarr: new'))
    const { status } = wireOf(context).client
    await waitFor(() => expect(status.getSnapshot()).toMatchObject({ state: 'connected', synced: true }))
    await userEvent.click(canvas.getByRole('button', { name: 'Win a lead' }))
    await waitFor(() => expect(canvasElement).toHaveTextContent('Hedy Lamarr: won'))
    await userEvent.click(canvas.getByRole('button', { name: 'Add a lead' }))
    await waitFor(() => expect(canvasElement).toHaveTextContent('Lead 2: new'))
  },
}

const usage = createMockUsage({ capMs: 3_600_000 })

export const UseUsageSessionStory: Story = {
  name: 'useUsageSession',
  ...story({
    example: () => <UseUsageSession fetch={usage.fetch} env={{ connectivity: usage.connectivity }} identity="book" />,
    code: useUsageSessionCode,
    acts: () => faults(usage.network, 'Stop the server', 'Start the server'),
    shows: /3600 s remain/,
  }),
}
