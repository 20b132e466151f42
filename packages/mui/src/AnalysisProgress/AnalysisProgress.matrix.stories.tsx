import type { Meta, StoryObj } from '@storybook/react-vite'
import { mapStates, StateMatrix } from '../../test/support/StateMatrix.tsx'
import { analysisFixtures } from './analysisFixtures.ts'
import { analysisLookNames } from './analysisLook.ts'
import { AnalysisProgressView } from './AnalysisProgressView.tsx'

const meta = {
  title: 'AnalysisProgress/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      ...mapStates(analysisLookNames, (look) => (
        <AnalysisProgressView
          {...analysisFixtures[look]}
          maxIssues={1}
          onCancel={() => undefined}
          // Regions of one page have a name each.
          localeText={{ title: `Analysis: ${look}` }}
        />
      )),
      results: (
        <AnalysisProgressView
          {...analysisFixtures.complete}
          variant="compact"
          onView={() => undefined}
          localeText={{ title: 'Analysis: results' }}
        />
      ),
      folded: (
        <AnalysisProgressView
          {...analysisFixtures.running}
          maxDetectors={3}
          maxIssues={0}
          localeText={{ title: 'Analysis: folded' }}
        />
      ),
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
