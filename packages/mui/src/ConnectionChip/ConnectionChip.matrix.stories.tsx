import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { mapStates, StateMatrix } from '../../test/support/StateMatrix.tsx'
import { chipFixtures } from './chipFixtures.ts'
import { chipLookNames } from './chipLook.ts'
import { ConnectionChipView } from './ConnectionChipView.tsx'

const meta = {
  title: 'ConnectionChip/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: mapStates(chipLookNames, (look) => (
      <Stack direction="row" spacing={1.5} sx={{ alignItems: 'center', flexWrap: 'wrap' }} useFlexGap>
        <ConnectionChipView {...chipFixtures[look]} />
        <ConnectionChipView {...chipFixtures[look]} variant="dot" size="small" />
        <ConnectionChipView {...chipFixtures[look]} variant="text" size="small" />
      </Stack>
    )),
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
