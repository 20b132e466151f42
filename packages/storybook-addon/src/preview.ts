import { addons } from 'storybook/preview-api'
import { showWire } from './preview/showWire.ts'
import { startFromGlobals } from './preview/startFromGlobals.ts'
import { globalName, readGlobals } from './shared/wireGlobals.ts'
import { prepareWire, type WireContext, worldOf } from './wire.ts'
import { withWire } from './withWire.tsx'

/** What Storybook's addons find in a story's context, beside what a wire needs. */
type StoryContext = WireContext & { id: string; viewMode: string; globals: Readonly<Record<string, unknown>> }

/** Known to Storybook, so that addresses may carry it; what is at rest is left out. */
export const initialGlobals: Record<string, object> = { [globalName]: {} }

/** Makes the world of a live story; and where it has the page for itself, brings it to what the address says and shows it to the panel. */
export function beforeEach(context: StoryContext): (() => Promise<void>) | undefined {
  const end = prepareWire(context)
  const world = worldOf(context.canvasElement)
  if (end === undefined || world === undefined || context.viewMode !== 'story') return end
  const stopStarting = startFromGlobals(world, readGlobals(context.globals[globalName]))
  const hide = showWire(world, context.id, addons.getChannel())
  return () => {
    stopStarting()
    hide()
    return end()
  }
}

export const decorators: (typeof withWire)[] = [withWire]
