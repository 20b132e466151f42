import { hearSpeech, type Speech } from '@telltale/testing'
import type { WireContext } from './wire.ts'

/** What these annotations read and write of Storybook's story context. */
export type SpeechContext = Pick<WireContext, 'loaded' | 'canvasElement'>

/** By canvas, since Storybook prepares a story anew for each change of its args, without ending it before. */
const speeches = new WeakMap<object, Speech>()

/** Storybook's `beforeEach`: listens to the page from before a story is rendered, until it ends. */
export function prepareSpeech({ loaded, canvasElement }: SpeechContext): (() => void) | undefined {
  const running = speeches.get(canvasElement)
  const speech = running ?? hearSpeech()
  loaded['speech'] = speech
  if (running !== undefined) return undefined
  speeches.set(canvasElement, speech)
  return () => {
    speeches.delete(canvasElement)
    speech.stop()
  }
}

/**
 * What a screen reader heard since the story began, for its `play`.
 *
 * @throws {Error} where Storybook does not know this addon
 * @example play: async (context) => waitFor(() => expect(speechOf(context)).toHaveAnnounced('Back online'))
 */
export function speechOf({ loaded }: Pick<SpeechContext, 'loaded'>): Speech {
  const speech = loaded['speech']
  if (speech === undefined) {
    throw new Error(
      "[telltale] nobody listens to this story, so what it says is not known. Add '@telltale/storybook-addon' to the addons of .storybook/main.ts.",
    )
  }
  // Only `prepareSpeech` writes this key.
  return speech as Speech
}
