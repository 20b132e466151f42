import type { Meta, StoryObj } from '@storybook/react-vite'
import { StateMatrix } from '../../test/support/StateMatrix.tsx'
import { NotificationBellView } from './NotificationBellView.tsx'

const meta = {
  title: 'NotificationBell/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      none: <NotificationBellView unreadCount={0} />,
      some: <NotificationBellView unreadCount={3} />,
      dot: <NotificationBellView unreadCount={3} variant="dot" />,
      many: <NotificationBellView unreadCount={1_204} />,
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
