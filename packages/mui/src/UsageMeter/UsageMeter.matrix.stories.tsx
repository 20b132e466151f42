import type { Meta, StoryObj } from '@storybook/react-vite'
import { mapStates, StateMatrix } from '../../test/support/StateMatrix.tsx'
import { staleUsage, usageFixtures } from './usageFixtures.ts'
import { usageLookNames } from './usageLook.ts'
import { UsageMeterView } from './UsageMeterView.tsx'

const meta = {
  title: 'UsageMeter/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      ...mapStates(usageLookNames, (look) => <UsageMeterView {...usageFixtures[look]} />),
      over: (
        <UsageMeterView
          session={{ ...usageFixtures.reached.session, totalUsageSeconds: 18_600 }}
          limitSeconds={18_000}
        />
      ),
      unlimited: <UsageMeterView {...usageFixtures.active} limitSeconds={null} />,
      stale: <UsageMeterView session={staleUsage} />,
      ring: <UsageMeterView {...usageFixtures.active} variant="ring" />,
      ringNear: <UsageMeterView {...usageFixtures.near} variant="ring" />,
      ringStale: <UsageMeterView session={staleUsage} variant="ring" />,
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
