import type { Preview } from '@storybook/react-vite'
import { BookDocsContainer } from './BookDocsContainer.tsx'
import { proseOf, readDefaultValues } from './tsdocTags.ts'
import { withTheme } from './withTheme.tsx'

const preview = {
  tags: ['autodocs'],
  decorators: [withTheme],
  argTypesEnhancers: [readDefaultValues],
  globalTypes: {
    direction: {
      description: 'Direction of text and layout',
      toolbar: {
        title: 'Direction',
        dynamicTitle: true,
        items: [
          { value: 'ltr', title: 'Left to right', icon: 'arrowrightalt' },
          { value: 'rtl', title: 'Right to left', icon: 'arrowleftalt' },
        ],
      },
    },
  },
  initialGlobals: { direction: 'ltr' },
  parameters: {
    a11y: { test: 'error' },
    layout: 'padded',
    controls: { expanded: true, sort: 'requiredFirst' },
    docs: { codePanel: true, container: BookDocsContainer, extractComponentDescription: proseOf },
    options: { storySort: { order: ['Introduction', 'Widgets'] } },
  },
} satisfies Preview

export default preview
