/** @jsxRuntime classic */
import React, { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { useGlobals } from 'storybook/manager-api'
import { globalName, readGlobals, writeGlobals } from '../shared/wireGlobals.ts'
import { WirePanel } from './WirePanel.tsx'
import type { WireStore } from './WireStore.ts'

/** The panel on Storybook's channel and globals. */
export function ConnectedPanel({ store, active }: { store: WireStore; active: boolean }): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot)
  const [globals, updateGlobals] = useGlobals()
  useEffect(() => {
    store.show(active)
    return () => store.show(false)
  }, [store, active])
  return (
    <div hidden={!active} style={{ height: '100%' }}>
      <WirePanel
        state={state}
        send={store.send}
        globals={readGlobals(globals[globalName])}
        setGlobals={(next) => updateGlobals({ [globalName]: writeGlobals(next) })}
      />
    </div>
  )
}
