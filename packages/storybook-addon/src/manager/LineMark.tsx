/** @jsxRuntime classic */
import React from 'react'
import type { ReactNode } from 'react'
import { useTheme } from 'storybook/theming'
import type { LineLook } from './lineLook.ts'

const shapes: Record<LineLook['mark'], ReactNode> = {
  disc: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="2.25" strokeDasharray="5.9 2" />,
  dash: <path d="M2 6h8" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />,
  cross: <path d="M2.5 2.5l7 7m0-7l-7 7" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" />,
}

/** The lamp of a line: a colour, and a shape for those who do not see it. */
export function LineMark({ mark }: Pick<LineLook, 'mark'>): ReactNode {
  const { color, textMutedColor } = useTheme()
  const colours = { disc: color.positive, ring: color.warning, dash: textMutedColor, cross: color.negative }
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" style={{ color: colours[mark], flex: 'none' }}>
      {shapes[mark]}
    </svg>
  )
}
