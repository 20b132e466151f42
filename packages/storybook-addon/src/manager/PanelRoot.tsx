/** @jsxRuntime classic */
import React from 'react'
import type { ReactNode } from 'react'
import { styled } from 'storybook/theming'

/** Plain HTML below, in Storybook's colours; one sheet for all of it. */
const Root = styled.div(({ theme }) => ({
  display: 'flex',
  flexDirection: 'column',
  height: '100%',
  fontSize: theme.typography.size.s2 - 1,
  lineHeight: '20px',
  color: theme.color.defaultText,
  background: theme.background.content,

  '& *': { boxSizing: 'border-box' },
  '.wire-bar': {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '0 12px',
    paddingInlineEnd: 12,
    minHeight: 41,
    borderBottom: `1px solid ${theme.appBorderColor}`,
  },
  '.wire-status': {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: 12,
    flex: '1 1 240px',
    minWidth: 0,
    padding: '4px 0 4px 12px',
    whiteSpace: 'nowrap',
  },
  '.wire-line': { display: 'flex', alignItems: 'center', gap: 8, minWidth: 0 },
  '.wire-cut': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '.wire-grow': { flex: 1 },
  '.wire-muted': { color: theme['textMutedColor'] },
  '.wire-tabs': { display: 'flex', overflowX: 'auto', flex: 'none', padding: '0 8px' },
  '.wire-tabs [role=tab]': {
    padding: '8px 10px',
    minHeight: 40,
    border: 0,
    borderBottom: '3px solid transparent',
    borderRadius: 0,
    background: 'none',
    color: theme.barTextColor,
    whiteSpace: 'nowrap',
  },
  '.wire-tabs [role=tab][aria-selected=true]': {
    color: theme.barSelectedColor,
    borderBottomColor: theme.barSelectedColor,
  },
  '.wire-body': {
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    padding: '12px 16px',
    position: 'relative',
  },

  h3: { margin: '0 0 6px', font: 'inherit', fontWeight: theme.typography.weight.bold },
  p: { margin: '0 0 8px' },
  'code, pre, textarea, .wire-code': { fontFamily: theme.typography.fonts.mono, fontSize: 12, lineHeight: '18px' },
  pre: {
    margin: '0 0 8px',
    padding: 10,
    overflow: 'auto',
    borderRadius: 4,
    border: `1px solid ${theme.appBorderColor}`,
    background: theme.background.app,
  },
  fieldset: { margin: '0 0 16px', padding: 0, border: 0, minWidth: 0 },
  legend: { padding: 0, marginBottom: 6, fontWeight: theme.typography.weight.bold },
  '.wire-row': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8 },

  button: {
    font: 'inherit',
    minHeight: 28,
    padding: '3px 12px',
    borderRadius: theme.input.borderRadius,
    border: `1px solid ${theme['button'].border}`,
    background: theme['button'].background,
    color: theme.color.defaultText,
    cursor: 'pointer',
  },
  'button:hover': { borderColor: theme.barSelectedColor },
  'button[aria-pressed=true]': {
    borderColor: theme.barSelectedColor,
    color: theme.barSelectedColor,
    fontWeight: theme.typography.weight.bold,
  },
  'button:disabled': { opacity: 0.5, cursor: 'not-allowed', borderColor: theme['button'].border },
  'button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible, summary:focus-visible, .wire-body:focus-visible':
    { outline: `2px solid ${theme.barSelectedColor}`, outlineOffset: 1 },
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), select, textarea': {
    fontSize: 'inherit',
    minHeight: 28,
    padding: '3px 8px',
    borderRadius: theme.input.borderRadius,
    border: `1px solid ${theme.input.border}`,
    background: theme.input.background,
    color: theme.input.color,
  },
  'input, select': { fontFamily: 'inherit', accentColor: theme.barSelectedColor },
  textarea: { display: 'block', width: '100%', resize: 'vertical' },

  '.wire-choice': { display: 'flex', alignItems: 'baseline', gap: 8, padding: '2px 0', cursor: 'pointer' },
  '.wire-choice input': { margin: 0, position: 'relative', top: 2 },
  '.wire-grid': { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))', gap: '4px 24px' },
  '.wire-dial': { display: 'grid', gridTemplateColumns: '90px 1fr 76px', alignItems: 'center', gap: 8 },
  '.wire-dial input[type=number]': { width: '100%', textAlign: 'end' },
  '.wire-issues': {
    margin: '8px 0',
    paddingInlineStart: 18,
    color: theme['base'] === 'dark' ? theme.color.negative : theme.color.negativeText,
  },
  '.wire-good': { color: theme['base'] === 'dark' ? theme.color.positive : theme.color.positiveText },

  '.wire-list': { listStyle: 'none', margin: 0, padding: 0 },
  '.wire-list > li': { padding: '4px 0', borderBottom: `1px solid ${theme.appBorderColor}` },
  '.wire-entry': { display: 'grid', gridTemplateColumns: '64px 34px 76px 1fr', gap: 8, alignItems: 'baseline' },
  '.wire-entry > :first-of-type': { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  '.wire-what': { minWidth: 0, overflowWrap: 'anywhere' },
  '.wire-what summary': { cursor: 'pointer', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '.wire-figures': { display: 'flex', flexWrap: 'wrap', gap: '8px 40px', margin: '0 0 16px' },
  '.wire-figures dt': { color: theme['textMutedColor'] },
  '.wire-figures dd': { margin: 0, fontSize: 20, lineHeight: '28px', fontVariantNumeric: 'tabular-nums' },
  '.wire-now': { fontWeight: theme.typography.weight.bold },
  '[hidden]': { display: 'none' },
  '.wire-hidden': {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
}))

/** Everything of the panel stands in here. */
export const PanelRoot = ({ children }: { children: ReactNode }): ReactNode => <Root>{children}</Root>
