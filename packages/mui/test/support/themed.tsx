import { createTheme, type Theme, ThemeProvider } from '@mui/material/styles'
import type { Decorator } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import '../../src/themeAugmentation.ts'

/**
 * A story of a widget that an app's theme has changed: inside the theme of the toolbar, so that colours and direction stay.
 * The part with the class `changed` then has `style`.
 */
export function themed(
  components: NonNullable<Theme['components']>,
  changed: string,
  style: Readonly<Record<string, string>>,
): { decorators: Decorator[]; play: (context: { canvasElement: HTMLElement }) => Promise<void> } {
  const withComponents = (outer: Theme): Theme => createTheme(outer, { components })
  return {
    decorators: [
      (Story) => (
        <ThemeProvider theme={withComponents}>
          <Story />
        </ThemeProvider>
      ),
    ],
    play: async ({ canvasElement }) => {
      await waitFor(() => expect(canvasElement.querySelector(`.${changed}`)).toHaveStyle(style))
    },
  }
}
