import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { AITaskToasts, ConnectionChip, NotificationBell } from '@telltale/mui'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor } from 'storybook/test'
import { Acts, faults } from '../../packages/mui/test/support/Acts.tsx'
import { SpeechLog } from '../parts/SpeechLog.tsx'
import { beginImport, defineImport } from './storyPrograms.ts'

// Toasts come beside the buttons, or below them on a phone.
const room = {
  position: 'relative',
  transform: 'translateZ(0)',
  minHeight: { md: 200 },
  pb: { xs: 26, md: 0 },
  pr: { md: '432px' },
}

function Speech(): ReactNode {
  const { server } = useWire()
  const acts = {
    'Import 100 rows': () => beginImport(server.rt, 'Import', { rows: 100, rowMs: 60 }),
    'Fail an import': () => beginImport(server.rt, 'Import of leads', { rows: 20, rowMs: 50, failsAt: 7 }),
    'Notify five times': () => {
      for (let i = 1; i <= 5; i += 1) server.rt.notifyUser('ada', { type: 'warning', title: `Row ${i} has no price` })
    },
    ...faults(server.network, 'Stop the server', 'Start the server', 'Go offline', 'Go online'),
  }
  return (
    <Stack spacing={2}>
      <Stack spacing={2} sx={room}>
        <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
          <ConnectionChip />
          <NotificationBell userId="ada" />
        </Stack>
        <Acts acts={acts} />
        <AITaskToasts disablePortal hotkey={null} />
      </Stack>
      <SpeechLog />
    </Stack>
  )
}

const meta = {
  title: 'Design/Accessibility',
  component: Speech,
  tags: ['!autodocs'],
  parameters: {
    wire: { user: 'ada', program: defineImport } satisfies WireParameters,
    controls: { disable: true },
  },
} satisfies Meta<typeof Speech>

export default meta
type Story = StoryObj<typeof meta>

/** A hundred steps of progress are a handful of sentences. */
export const SpeechLive: Story = {
  name: 'Speech',
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Connected' })).toBeVisible())
    await userEvent.click(canvas.getByRole('button', { name: 'Import 100 rows' }))
    const log = canvas.getByRole('region', { name: 'What a screen reader would hear' })
    // On a busy machine its first step comes with its beginning.
    await waitFor(() => expect(log).toHaveTextContent(/“Import: (started|\d %)”/), { timeout: 4_000 })
    await waitFor(() => expect(log).toHaveTextContent('“Import: Done. Row 100 of 100”'), { timeout: 12_000 })
    await expect(log.querySelectorAll('li').length).toBeLessThanOrEqual(6)
  },
}
