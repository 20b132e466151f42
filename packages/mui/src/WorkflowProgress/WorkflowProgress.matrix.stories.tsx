import type { Meta, StoryObj } from '@storybook/react-vite'
import { mapStates, StateMatrix } from '../../test/support/StateMatrix.tsx'
import { longRun, workflowFixtures } from './workflowFixtures.ts'
import { workflowLookNames } from './workflowLook.ts'
import { WorkflowProgressView } from './WorkflowProgressView.tsx'

const meta = {
  title: 'WorkflowProgress/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      ...mapStates(workflowLookNames, (look) => (
        // Regions of one page have a name each.
        <WorkflowProgressView {...workflowFixtures[look]} localeText={{ title: `Workflow run: ${look}` }} />
      )),
      withoutPlan: (
        <WorkflowProgressView
          run={workflowFixtures.running.run}
          localeText={{ title: 'Workflow run: without a plan' }}
        />
      ),
      folded: <WorkflowProgressView {...longRun(12)} localeText={{ title: 'Workflow run: folded' }} />,
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
