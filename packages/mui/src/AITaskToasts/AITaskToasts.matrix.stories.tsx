import Box from '@mui/material/Box'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactNode } from 'react'
import { mapStates, StateMatrix } from '../../test/support/StateMatrix.tsx'
import { AITaskToastsView, type AITaskToastsViewProps } from './AITaskToastsView.tsx'
import { severalTasks, taskFixture, taskFixtures } from './taskFixtures.ts'
import { taskLookNames } from './taskLook.ts'

const never = { completed: null, cancelled: null }
const nothing = () => undefined

/** A page for each, so that every stack has an end of a page to stand at. */
const page = (name: string, props: Omit<AITaskToastsViewProps, 'hotkey'>, height = 176): ReactNode => (
  <Box sx={{ position: 'relative', height, transform: 'translateZ(0)', overflow: 'hidden' }}>
    <AITaskToastsView
      disablePortal
      hotkey={null}
      autoHide={never}
      onCancel={nothing}
      onRetry={nothing}
      onView={nothing}
      // Regions of one page have a name each.
      localeText={{ tasks: `Tasks: ${name}` }}
      {...props}
    />
  </Box>
)

const meta = {
  title: 'AITaskToasts/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      ...mapStates(taskLookNames, (look) => page(look, taskFixtures[look])),
      indeterminate: page('indeterminate', { tasks: [taskFixture({ progress: null, message: '' })] }),
      steps: page('steps', { tasks: [taskFixture({ step: { index: 2, count: 5, name: 'Parsing' } })] }),
      several: page('several', { tasks: severalTasks }, 640),
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
