'use client'

import { useTheme } from '@mui/material/styles'

// Names, titles and messages that an app brings have a direction of their own. Unisolated, "Train model (v2)." in Arabic
// has its full stop at the wrong side, and what stands beside it in the line moves about.
//
// Where such text stands alone it is in `<bdi>`. Where it stands in a line with our words, which are one string, it has the
// characters that do the same, as Fluent and MessageFormat 2 have it: not where both are known to be from left to right,
// so that most apps never meet them. What is only heard has none: it is read in the order of its letters.

/** Lets what an app brings keep its direction within a string that is shown. */
export type Isolate = (brought: string) => string

/** Hebrew, Arabic and their neighbours. */
const fromRight = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

const isolate: Isolate = (brought) => `\u2068${brought}\u2069`
const isolateFromRight: Isolate = (brought) => (fromRight.test(brought) ? isolate(brought) : brought)

/** For words of the direction that the theme has. Stable as long as that is the same. */
export const useIsolate = (): Isolate => (useTheme().direction === 'rtl' ? isolate : isolateFromRight)
