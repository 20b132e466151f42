import type { Meta, StoryObj } from '@storybook/react-vite'
import { useAITasks } from '@telltale/react'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, screen, userEvent, waitFor } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { AITaskToasts } from './AITaskToasts.tsx'

/** What the task `import` is to do: so many rows of so long; at `failsAt` it fails. */
type Import = { rows: number; rowMs: number; failsAt?: number }

const later = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** Work to begin, and faults while it runs. */
function Controls(): ReactNode {
  const { rt, network } = useWire().server
  const { track } = useAITasks()
  const begin = (title: string, params: Import) => rt.executeTask('ada', 'import', params, { title })
  const acts = {
    Import: () => begin('Import of listings', { rows: 40, rowMs: 100 }),
    'Fail an import': () => begin('Import of leads', { rows: 20, rowMs: 50, failsAt: 7 }),
    'Burst of 50': () => {
      for (let i = 1; i <= 50; i += 1) begin(`Letter ${i}`, { rows: 10 + i, rowMs: 60 })
    },
    Archive: () => track(later(2_000), { title: 'Escrow 7', succeeded: 'Archived', failed: 'It was not archived' }),
    ...faults(network, 'Drop the line', 'Go offline', 'Go online'),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'AITaskToasts/Live',
  component: AITaskToasts,
  // Each story has the end of the page for itself.
  tags: ['!autodocs'],
  parameters: {
    wire: {
      client: { getToken: () => 'ada' },
      program: (rt) =>
        rt.defineTask('import', async (task, { rows, rowMs, failsAt }: Import) => {
          for (let row = 1; row <= rows; row += 1) {
            await later(rowMs)
            task.signal.throwIfAborted()
            if (row === failsAt) throw new Error('a row without a price')
            task.progress((100 * row) / rows, `Row ${row} of ${rows}`)
          }
          return { done: rows, total: rows }
        }),
    } satisfies WireParameters,
  },
  render: (args) => (
    <>
      <Controls />
      <AITaskToasts {...args} />
    </>
  ),
} satisfies Meta<typeof AITaskToasts>

export default meta
type Story = StoryObj<typeof meta>

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))
const shows = (words: string | RegExp) =>
  waitFor(() => expect(screen.getByRole('region', { name: 'Background tasks' })).toHaveTextContent(words), {
    timeout: 5_000,
  })

/** From the first row to the last, and gone after 3 s. */
export const Import: Story = {
  play: async (context) => {
    const { canvas } = context
    await canvas.findByRole('button', { name: 'Import' })
    await press('Import')
    await shows('Row')
    await says(context, 'Import of listings: started')
    await waitFor(() => expect(screen.getByRole('img', { name: 'Done' })).toBeVisible(), { timeout: 8_000 })
    await says(context, 'Import of listings: Done. Row 40 of 40')
    await waitFor(() => expect(screen.queryByRole('region')).toBeNull(), { timeout: 5_000 })
  },
}

/** It stays, says why, and can run again. */
export const Fails: Story = {
  play: async (context) => {
    await press('Fail an import')
    await shows('The task failed on the server. Try again.')
    await says(context, /^Import of leads: Failed/, 'assertive')
    await expect(screen.getByRole('button', { name: 'Retry: Import of leads' })).toBeVisible()
  },
}

/** The line is down and the task is not: it goes on where the server is by then. */
export const Outage: Story = {
  play: async () => {
    await press('Import')
    await shows('Row')
    await press('Go offline')
    await shows('It is still running on the server')
    await press('Go online')
    await shows(/Row \d+ of 40/)
  },
}

/** It is cancelled when the server says so. */
export const Cancel: Story = {
  play: async (context) => {
    await press('Import')
    await shows('Row')
    await press('Cancel: Import of listings')
    await shows('Cancelled')
    await says(context, 'Import of listings: Cancelled')
  },
}

/** Three toasts and one line for 50 tasks, and one announcement for all that began. */
export const Burst: Story = {
  play: async (context) => {
    await press('Burst of 50')
    await shows('47 tasks more')
    await says(context, /\d+ tasks started/)
  },
}

/** What runs in this page is in the same stack. */
export const Local: Story = {
  play: async () => {
    await press('Archive')
    await shows('Running')
    await shows('Archived')
  },
}
