import type { CSSObject, Theme } from '@mui/material/styles'

/** The role of a colour beside words. */
export type MarkColor = 'primary' | 'success' | 'warning' | 'error' | 'neutral'

/** A colour for marks that keeps 3:1 on paper. */
export function markColor(theme: Theme, color: MarkColor): CSSObject {
  const { palette } = theme.vars ?? theme
  if (color === 'neutral') return { color: palette.text.secondary }
  return {
    // MUI's light `warning.main` has 3.1:1 on white, and less on its own tint.
    color: color === 'warning' ? palette.warning.dark : palette[color].main,
    ...theme.applyStyles('dark', { color: palette[color].main }),
  }
}

/** Movement for those who have not asked for less of it, whatever the theme's own default is. */
export function motion(theme: Theme, styles: CSSObject): CSSObject {
  return theme.motion.reducedMotion === 'always' ? {} : { '@media (prefers-reduced-motion: no-preference)': styles }
}
