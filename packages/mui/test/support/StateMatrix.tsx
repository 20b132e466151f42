import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

const caption = { mb: 0.5, typography: 'caption', color: 'text.secondary' }

/**
 * Every state of a widget at once, each in a cell that has its name: for pictures. Columns are `columnWidth` px wide, 640
 * px of them side by side.
 */
export function StateMatrix({
  states,
  columnWidth = 640,
}: {
  states: Readonly<Record<string, ReactNode>>
  columnWidth?: 300 | 640
}): ReactNode {
  const columns = { display: 'grid', gridTemplateColumns: `repeat(auto-fill, ${columnWidth}px)`, gap: 2, width: 640 }
  return (
    <Box sx={columns}>
      {Object.entries(states).map(([name, state]) => (
        <div key={name} data-state={name}>
          <Box sx={caption}>{name}</Box>
          {state}
        </div>
      ))}
    </Box>
  )
}

/** The states of a widget by their names, each as `show` shows it. */
export function mapStates<TName extends string>(
  names: readonly TName[],
  show: (name: TName) => ReactNode,
): Readonly<Record<string, ReactNode>> {
  return Object.fromEntries(names.map((name) => [name, show(name)]))
}
