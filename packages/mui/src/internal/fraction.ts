import type { CSSProperties } from 'react'

/** `--p` of a bar, from 0–100. React's types know no custom properties. */
export const fraction = (progress: number): CSSProperties =>
  ({ '--p': Math.min(Math.max(progress / 100, 0), 1) }) as CSSProperties
