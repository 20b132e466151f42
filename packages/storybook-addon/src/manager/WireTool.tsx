/** @jsxRuntime classic */
import React, { type ReactNode, useSyncExternalStore } from 'react'
import { styled } from 'storybook/theming'
import { lineLook } from './lineLook.ts'
import { LineMark } from './LineMark.tsx'
import type { WireStore } from './WireStore.ts'

const Button = styled.button(({ theme }) => ({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  height: 28,
  padding: '0 7px',
  border: 0,
  borderRadius: theme.input.borderRadius,
  background: 'none',
  color: theme.barTextColor,
  font: 'inherit',
  fontSize: theme.typography.size.s1,
  fontWeight: theme.typography.weight.bold,
  cursor: 'pointer',
  '&:hover': { background: theme.background.hoverable, color: theme.barHoverColor },
  '&:focus-visible': { outline: `2px solid ${theme.barSelectedColor}` },
}))

/** The lamp in the toolbar; nothing for stories without a wire. Pressed, it opens the panel. */
export function WireTool({ store, open }: { store: WireStore; open: () => void }): ReactNode {
  const { link } = useSyncExternalStore(store.subscribe, store.getSnapshot)
  if (link === null) return null
  const { words, mark } = lineLook(link.status)
  return (
    <Button type="button" title={`Wire: ${words}`} aria-label={`Wire: ${words}`} onClick={open}>
      <LineMark mark={mark} />
      Wire
    </Button>
  )
}
