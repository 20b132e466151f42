import { defineMain } from '@storybook/react-vite/node'
import remarkGfm from 'remark-gfm'
import { mergeConfig } from 'vite'

export default defineMain({
  framework: '@storybook/react-vite',
  stories: [
    './pages/*.@(mdx|stories.tsx)',
    { directory: '../packages/mui/src', files: '**/*.stories.tsx', titlePrefix: 'Widgets' },
    { directory: '../tests/fixtures/recipes', files: '*.stories.tsx', titlePrefix: 'Widgets' },
  ],
  addons: [
    // With tables in the pages.
    {
      name: '@storybook/addon-docs',
      options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } },
    },
    '@storybook/addon-a11y',
    '@storybook/addon-vitest',
    '@telltale/storybook-addon',
  ],
  // `'use client'` means nothing in a book, and a book is one big page.
  viteFinal: (config) =>
    mergeConfig(config, {
      build: { chunkSizeWarningLimit: 4_000, rolldownOptions: { checks: { moduleLevelDirective: false } } },
    }),
  features: { sidebarOnboardingChecklist: false },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
})
