// Here and in `manager/`: Storybook brings its manager's own React, but no `react/jsx-runtime` that would fit it.
/** @jsxRuntime classic */
import React from 'react'
import { addons, types } from 'storybook/manager-api'
import { ConnectedPanel } from './manager/ConnectedPanel.tsx'
import { WireStore } from './manager/WireStore.ts'
import { WireTool } from './manager/WireTool.tsx'

const addonId = 'telltale/wire'
const panelId = `${addonId}/panel`

addons.register(addonId, (api) => {
  const store = new WireStore(api)
  const open = () => {
    api.setSelectedPanel(panelId)
    api.togglePanel(true)
  }
  addons.add(panelId, {
    type: types.PANEL,
    title: 'Wire',
    match: ({ viewMode }) => viewMode === 'story',
    render: ({ active }) => <ConnectedPanel store={store} active={active === true} />,
  })
  addons.add(`${addonId}/tool`, {
    type: types.TOOL,
    title: 'Wire',
    match: ({ viewMode }) => viewMode === 'story',
    render: () => <WireTool store={store} open={open} />,
  })
})
