import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumArgs, findChromium } from './scripts/findChromium.ts'

const executablePath = findChromium()
const launchOptions = { ...(executablePath ? { executablePath } : {}), args: chromiumArgs }
const provider = playwright({ launchOptions })
const configDir = fileURLToPath(new URL('.storybook', import.meta.url))

// A factory: Vitest writes the project's name into `instances`, so two projects must not share one object.
const browser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider,
  instances: [{ browser: 'chromium' as const }],
})

// Found late, a dependency makes Vite reload the page in the middle of a test: name them all.
const optimizeDeps = {
  include: [
    'react',
    'react-dom',
    'react-dom/client',
    'react-dom/server',
    'react/jsx-runtime',
    'react/jsx-dev-runtime',
    '@emotion/react',
    '@emotion/styled',
    '@mui/material',
    '@mui/material/Avatar',
    '@mui/material/styles',
    '@testing-library/react',
    'vitest-browser-react',
    'axe-core',
    'fast-check',
    'socket.io-client',
    'storybook/theming',
    '@telltale/mui > @mui/utils/ClassNameGenerator',
    '@telltale/mui > @mui/utils/useEnhancedEffect',
    '@telltale/mui > @mui/utils/useForkRef',
    '@telltale/mui > @mui/utils/visuallyHidden',
    '@telltale/client > engine.io-client',
    '@telltale/client > eventsource-parser',
    '@telltale/protocol > valibot',
    '@telltale/storybook-addon > @telltale/testing > @telltale/server > jose',
    '@telltale/storybook-addon > @telltale/react > @tanstack/react-query',
  ],
}

const properties = {
  setupFiles: [fileURLToPath(new URL('tests/seedProperties.ts', import.meta.url))],
  env: { TELLTALE_SEED: process.env['TELLTALE_SEED'] ?? '1' },
}

export default defineConfig({
  test: {
    // What is said to developers is looked at where something fails.
    silent: 'passed-only',
    // On two cores Vitest would have one page alone, and live stories spend their time waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...properties,
          name: 'unit',
          environment: 'node',
          include: ['{packages,apps}/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          // Properties take their time on a busy machine, and one that is cut off disturbs the next.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/src/**/*.test-d.ts', 'packages/*/src/**/*.test-d.tsx'],
            tsconfig: './tsconfig.json',
          },
        },
      },
      {
        plugins: [react()],
        optimizeDeps,
        test: { ...properties, name: 'browser', include: ['packages/*/src/**/*.test.tsx'], browser: browser() },
      },
      {
        plugins: [react()],
        optimizeDeps,
        // The oldest React that the hooks promise to run on.
        resolve: { alias: { react: 'react-18', 'react-dom': 'react-dom-18' } },
        test: {
          ...properties,
          name: 'react-18',
          include: ['packages/react/src/**/*.test.tsx'],
          env: { ...properties.env, TELLTALE_REACT: '18' },
          browser: browser(),
        },
      },
      {
        plugins: [storybookTest({ configDir, storybookScript: 'storybook dev -p 6006 --no-open --ci' })],
        optimizeDeps,
        // After what keeps the machine busy: they play in real time, and wait for most of it.
        test: { name: 'stories', browser: browser(), sequence: { groupOrder: 1 } },
      },
      // What the guide to testing shows, where most apps run their tests.
      { test: { name: 'examples', environment: 'jsdom', include: ['tests/fixtures/testing/*.test.tsx'] } },
      {
        plugins: [react()],
        optimizeDeps,
        test: {
          name: 'visual',
          include: ['tests/visual/*.test.tsx'],
          browser: {
            ...browser(),
            // A picture is of one place and one time.
            provider: playwright({ launchOptions, contextOptions: { timezoneId: 'UTC', locale: 'en-GB' } }),
            commands: { tell: (_, line: string) => console.log(line) },
          },
        },
      },
      { test: { name: 'repo', environment: 'node', include: ['tests/*.test.ts'] } },
      {
        test: {
          name: 'faults',
          environment: 'node',
          include: ['tests/faults/*.test.ts'],
          // Before the e2e and after all others: its faults, and what they take, are in real time.
          sequence: { groupOrder: 2 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/serveBookOnce.ts'],
          // After all others, and one file after the other: it measures how soon people are told.
          sequence: { groupOrder: 3 },
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
