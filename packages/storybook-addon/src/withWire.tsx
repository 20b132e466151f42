import { RealtimeProvider } from '@telltale/react'
import { type ComponentType, createContext, type ReactElement, useContext } from 'react'
import { type Wire, type WireContext, wireOf } from './wire.ts'

const CurrentWire = createContext<Wire | null>(null)

/** Storybook's decorator: gives the client of the story's world to its components. Other stories are left as they are. */
export function withWire(Story: ComponentType, { parameters, loaded }: WireContext): ReactElement {
  if (parameters['wire'] === undefined) return <Story />
  const wire = wireOf({ loaded })
  return (
    <CurrentWire.Provider value={wire}>
      <RealtimeProvider client={wire.client}>
        <Story />
      </RealtimeProvider>
    </CurrentWire.Provider>
  )
}

/**
 * The world of the story around, for buttons that break it.
 *
 * @throws {Error} outside a story with `parameters.wire`
 */
export function useWire(): Wire {
  return wireOf({ loaded: { wire: useContext(CurrentWire) ?? undefined } })
}
