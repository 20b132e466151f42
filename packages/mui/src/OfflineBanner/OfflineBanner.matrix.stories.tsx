import type { Meta, StoryObj } from '@storybook/react-vite'
import { mapStates, StateMatrix } from '../../test/support/StateMatrix.tsx'
import { bannerFixtures } from './bannerFixtures.ts'
import { bannerLookNames } from './bannerLook.ts'
import { OfflineBannerView } from './OfflineBannerView.tsx'

const meta = {
  title: 'OfflineBanner/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    states: mapStates(bannerLookNames, (look) => (
      <OfflineBannerView {...bannerFixtures[look]} onRetry={() => undefined} />
    )),
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
