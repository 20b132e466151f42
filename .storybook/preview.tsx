import type { Preview } from '@storybook/react-vite'
import { addLooks, proseOf, readDefaultValues, readUnions } from './argTypes.ts'
import { BookDocsContainer } from './BookDocsContainer.tsx'
import { WideTable } from './parts/WideTable.tsx'
import { globalTypes, initialGlobals } from './toolbars.ts'
import { withTheme } from './withTheme.tsx'

const preview = {
  tags: ['autodocs'],
  decorators: [withTheme],
  argTypesEnhancers: [readDefaultValues, readUnions, addLooks],
  globalTypes,
  initialGlobals,
  parameters: {
    a11y: { test: 'error' },
    controls: { expanded: true, sort: 'requiredFirst' },
    docs: {
      codePanel: true,
      container: BookDocsContainer,
      extractComponentDescription: proseOf,
      components: { table: WideTable },
      // Each story brings its own paper.
      canvas: { layout: 'fullscreen' },
    },
    options: {
      // Storybook runs this function's text elsewhere: it can use nothing from around it, and have types by defaults alone.
      storySort: (one = { title: '' }, other = { title: '' }) => {
        const order = [
          'Welcome',
          'Getting started',
          'Connection states',
          'Hooks',
          'Widgets',
          'Recipes',
          'Design',
          'QA checklist',
          'What a plain server gives',
          'Migration',
        ]
        const place = (title = '') => {
          const found = order.indexOf(title.split('/')[0] ?? '')
          if (found < 0) throw new Error(`"${title}" has no place in the sidebar: name it in .storybook/preview.tsx`)
          return found
        }
        if (one.title === other.title) return 0
        return place(one.title) - place(other.title) || one.title.localeCompare(other.title, 'en', { numeric: true })
      },
    },
  },
} satisfies Preview

export default preview
