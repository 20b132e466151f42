import type { ComponentProps, ReactNode } from 'react'

const room = { overflowX: 'auto', marginBlock: '1rem' } as const
const wide = { margin: 0 }

/** A table that scrolls by itself where there is no room for it, by keyboard as well. */
export function WideTable(props: ComponentProps<'table'>): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- else no keyboard could scroll it
    <div style={room} role="group" aria-label="Table" tabIndex={0}>
      <table {...props} style={wide} />
    </div>
  )
}
