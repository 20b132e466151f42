import type { Meta, StoryObj } from '@storybook/react-vite'
import { StateMatrix } from '../../test/support/StateMatrix.tsx'
import { crowd, threeStatuses } from './presenceFixtures.ts'
import { PresenceAvatarsView } from './PresenceAvatarsView.tsx'

const meta = {
  title: 'PresenceAvatars/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      alone: <PresenceAvatarsView users={crowd(1)} selfId="user-0" />,
      statuses: <PresenceAvatarsView users={threeStatuses} />,
      overflow: <PresenceAvatarsView users={crowd(8)} />,
      everybody: <PresenceAvatarsView users={crowd(7)} max={8} />,
      small: <PresenceAvatarsView users={crowd(8)} size="small" />,
      stale: <PresenceAvatarsView users={crowd(8)} isStale />,
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
