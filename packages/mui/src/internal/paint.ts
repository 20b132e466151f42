import { type CSSObject, keyframes, type Theme } from '@mui/material/styles'

/** The role of a colour that stands beside words and a shape. */
export type MarkColor = 'primary' | 'success' | 'warning' | 'error' | 'neutral'

/** A colour that keeps 3:1 on paper, tinted or not, as the value of `property`. */
export function markColor(theme: Theme, color: MarkColor, property: 'color' | 'backgroundColor' = 'color'): CSSObject {
  const { palette } = theme.vars ?? theme
  if (color === 'neutral') return { [property]: palette.text.secondary }
  return {
    // MUI's light `warning.main` has 3.1:1 on white, and less on its own tint.
    [property]: color === 'warning' ? palette.warning.dark : palette[color].main,
    ...theme.applyStyles('dark', { [property]: palette[color].main }),
  }
}

/** Colour carries change: only what is wrong is tinted. */
export function tint(theme: Theme, color: MarkColor): CSSObject {
  if (color !== 'warning' && color !== 'error') return {}
  const veil = theme.alpha((theme.vars ?? theme).palette[color].main, 0.08)
  return { backgroundImage: `linear-gradient(${veil}, ${veil})` }
}

/** Movement for those who have not asked for less of it, whatever the theme's own default is. */
export function motion(theme: Theme, styles: CSSObject): CSSObject {
  return theme.motion.reducedMotion === 'always' ? {} : { '@media (prefers-reduced-motion: no-preference)': styles }
}

const turn = keyframes({ to: { transform: 'rotate(360deg)' } })

/** What holds a mark of so many pixels. */
export const markStyles = (theme: Theme, color: MarkColor, fontSize: number, turns = false): CSSObject => ({
  display: 'inline-flex',
  flex: 'none',
  alignItems: 'center',
  fontSize,
  '& > svg': { fontSize: 'inherit' },
  ...markColor(theme, color),
  ...(turns && motion(theme, { animation: `${turn} 1.6s linear infinite` })),
  '@media (forced-colors: active)': { color: 'CanvasText' },
})

/** The groove of a bar; its edge has 3:1 where the groove has not. */
export const grooveStyles = (theme: Theme): CSSObject => ({
  boxSizing: 'border-box',
  overflow: 'hidden',
  height: 8,
  borderRadius: 4,
  border: `1px solid ${(theme.vars ?? theme).palette.text.secondary}`,
  backgroundColor: (theme.vars ?? theme).palette.action.hover,
})

/** What fills a groove, from its start to `--p` (0–1). It moves without layout. */
export const fillStyles = (theme: Theme, color: MarkColor): CSSObject => ({
  height: '100%',
  ...markColor(theme, color, 'backgroundColor'),
  transform: 'scaleX(var(--p))',
  transformOrigin: '0 50%',
  '&:dir(rtl)': { transformOrigin: '100% 50%' },
  ...motion(theme, { transition: 'transform 200ms linear' }),
  '@media (forced-colors: active)': { forcedColorAdjust: 'none', backgroundColor: 'CanvasText' },
})
