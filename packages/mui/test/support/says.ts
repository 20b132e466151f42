import { speechOf } from '@telltale/storybook-addon'
import type { Utterance } from '@telltale/testing'
import { expect, waitFor } from 'storybook/test'

/** Of a sentence that was not said, the page tells nothing. */
const patience = { timeout: 6_000, onTimeout: (error: Error) => error }

/** For a story's `play`: waits until a screen reader has heard these words. */
export const says = (
  context: Parameters<typeof speechOf>[0],
  words: string | RegExp,
  politeness: Utterance['politeness'] = 'polite',
): Promise<void> => waitFor(() => expect(speechOf(context)).toHaveAnnounced(words, politeness), patience)
