import { matchers } from '@telltale/testing/matchers'
import { addons } from 'storybook/preview-api'
import { expect } from 'storybook/test'
import { showWire } from './preview/showWire.ts'
import { startFromGlobals } from './preview/startFromGlobals.ts'
import { globalName, readGlobals } from './shared/wireGlobals.ts'
import { prepareSpeech, speechOf } from './speech.ts'
import { prepareWire, type WireContext, worldOf } from './wire.ts'
import { withWire } from './withWire.tsx'

/** What Storybook's addons find in a story's context, beside what a wire needs. */
type StoryContext = WireContext & { id: string; viewMode: string; globals: Readonly<Record<string, unknown>> }

/** Known to Storybook, so that addresses may carry it; what is at rest is left out. */
export const initialGlobals: Record<string, object> = { [globalName]: {} }

/** Storybook's `expect` says what is to be said of servers and of speech. */
export function beforeAll(): void {
  expect.extend(matchers)
}

/**
 * Listens to the story, and makes the world of a live one; where that has the page for itself, brings it to what the address
 * says and shows it to the panel.
 */
export function beforeEach(context: StoryContext): (() => Promise<void>) | undefined {
  const stopListening = prepareSpeech(context)
  const end = prepareWire(context)
  const hide = end && context.viewMode === 'story' ? show(context) : undefined
  if (stopListening === undefined) return undefined
  return async () => {
    stopListening()
    hide?.()
    await end?.()
  }
}

function show({ canvasElement, loaded, globals, id }: StoryContext): (() => void) | undefined {
  const world = worldOf(canvasElement)
  if (world === undefined) return undefined
  const stopStarting = startFromGlobals(world, readGlobals(globals[globalName]))
  const hide = showWire(world, speechOf({ loaded }), id, addons.getChannel())
  return () => {
    stopStarting()
    hide()
  }
}

export const decorators: (typeof withWire)[] = [withWire]
