import type { ComponentProps, ReactNode } from 'react'
import { styled } from 'storybook/theming'

const room = { overflowX: 'auto', marginBlock: '1rem' } as const

const Table = styled.table({
  '&&&': { margin: 0 },
  '&&& th': { textAlign: 'start' },
  // With three columns of sentences and more, a phone would have room for a word a line.
  '&&&:has(th:nth-of-type(3))': { minWidth: '40rem' },
  // Stripes leave links too little contrast.
  '&&& tr:nth-of-type(2n)': { backgroundColor: 'transparent' },
})

/** A table that scrolls by itself where there is no room for it, by keyboard as well. */
export function WideTable(props: ComponentProps<'table'>): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- else no keyboard could scroll it
    <div style={room} role="group" aria-label="Table" tabIndex={0}>
      <Table {...props} />
    </div>
  )
}
