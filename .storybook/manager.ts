import { GLOBALS_UPDATED, SET_GLOBALS } from 'storybook/internal/core-events'
import { addons, types } from 'storybook/manager-api'
import { AllThemes } from './AllThemes.tsx'
import { bookThemeOf } from './bookTheme.ts'

type WithGlobals = { globals: Record<string, unknown> }

addons.setConfig({ theme: bookThemeOf('light') })

// The frame around the stories is as dark as they are.
addons.register('telltale/book', (api) => {
  const follow = ({ globals }: WithGlobals) => api.setOptions({ theme: bookThemeOf(globals['theme']) })
  api.on(SET_GLOBALS, follow)
  api.on(GLOBALS_UPDATED, follow)
  addons.add('telltale/book/all-themes', { type: types.PREVIEW, render: AllThemes })
})
