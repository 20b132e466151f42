import Stack from '@mui/material/Stack'
import type { StoryObj } from '@storybook/react-vite'
import { useUsageSession, type UsageSessionOptions } from '@telltale/react'
import { createMockUsage } from '@telltale/testing'
import type { ReactNode } from 'react'
import { UsageMeter } from '../../src/UsageMeter/UsageMeter.tsx'
import { Acts } from './Acts.tsx'

/** Starts, stops and breaks, for the hand. */
function Controls({ usage, lose }: { usage: UsageSessionOptions; lose: (isLost: boolean) => void }): ReactNode {
  const { startSession, stopSession, pause, resume } = useUsageSession({ ...usage, select: (session) => session })
  const acts = {
    Start: startSession,
    Pause: pause,
    Resume: resume,
    Stop: stopSession,
    'Stop the server': () => lose(true),
    'Start the server': () => lose(false),
  }
  return <Acts acts={acts} />
}

type MeteredStory = Required<Pick<StoryObj<typeof UsageMeter>, 'beforeEach' | 'render'>>

/**
 * What a story of a meter consists of beside its `play`: a backend that ends with it, and buttons.
 *
 * @param capMs - its limit
 */
export function meteredStory(capMs: number): MeteredStory {
  const world = { usage: createMockUsage({ capMs }) }
  return {
    beforeEach: () => {
      sessionStorage.clear()
      const usage = createMockUsage({ capMs })
      world.usage = usage
      return () => {
        void usage.end()
        usage.close()
      }
    },
    render: (args) => {
      const { fetch, connectivity, network } = world.usage
      const usage: UsageSessionOptions = { fetch, env: { connectivity }, identity: `story-${capMs}` }
      return (
        <Stack spacing={3} sx={{ maxWidth: 400 }}>
          <UsageMeter {...args} usage={usage} />
          <Controls usage={usage} lose={(isLost) => (isLost ? network.stop() : network.start())} />
        </Stack>
      )
    },
  }
}
