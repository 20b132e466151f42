import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, fn } from 'storybook/test'
import { bannerFixtures } from '../../packages/mui/src/OfflineBanner/bannerFixtures.ts'
import { chipFixtures } from '../../packages/mui/src/ConnectionChip/chipFixtures.ts'
import { usageFixtures } from '../../packages/mui/src/UsageMeter/usageFixtures.ts'
import { ColorSchemes } from './theming/ColorSchemes.tsx'
import colorSchemesCode from './theming/ColorSchemes.tsx?raw'
import { OwnSlots } from './theming/OwnSlots.tsx'
import ownSlotsCode from './theming/OwnSlots.tsx?raw'
import { OwnWords } from './theming/OwnWords.tsx'
import ownWordsCode from './theming/OwnWords.tsx?raw'
import { StyledChip } from './theming/StyledChip.tsx'
import styledChipCode from './theming/StyledChip.tsx?raw'
import { ThemedWidgets } from './theming/ThemedWidgets.tsx'
import themedWidgetsCode from './theming/ThemedWidgets.tsx?raw'

const meta = {
  title: 'Design/Theming',
  tags: ['!autodocs'],
  parameters: { controls: { disable: true } },
} satisfies Meta

export default meta
type Story = StoryObj<typeof meta>

/** A recipe: what it shows, the file that shows it, and words that are there. */
const recipe = (code: string, render: () => ReactElement, words: string): Story => ({
  parameters: { docs: { source: { code, language: 'tsx' } } },
  render,
  play: async ({ canvas }) => {
    await expect(canvas.getByText(words)).toBeVisible()
  },
})

const onRetry = fn()

export const Theme: Story = recipe(
  themedWidgetsCode,
  () => <ThemedWidgets {...usageFixtures.active} />,
  'Recorded meetings',
)
export const Styles: Story = recipe(styledChipCode, () => <StyledChip {...chipFixtures.reconnecting} />, 'Reconnecting')
export const Slots: Story = recipe(
  ownSlotsCode,
  () => <OwnSlots {...bannerFixtures.reconnecting} onRetry={onRetry} />,
  'Retry now',
)
export const Words: Story = recipe(ownWordsCode, () => <OwnWords {...chipFixtures.waitingForNetwork} />, 'Kein Netz')
export const Schemes: Story = recipe(colorSchemesCode, () => <ColorSchemes {...chipFixtures.connected} />, 'Connected')
