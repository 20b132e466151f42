import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = ['root', 'item', 'avatar', 'status', 'surplus', 'popover', 'popoverItem'] as const

/** A part of the presence avatars: it has a class, a key in a theme's `styleOverrides`, and can be replaced. */
export type PresenceAvatarsClassKey = (typeof names)[number]

/** The class names of the presence avatars, for selectors. */
export const presenceAvatarsClasses: Record<PresenceAvatarsClassKey, string> = generateUtilityClasses(
  'TtPresenceAvatars',
  [...names],
)

/** `TtPresenceAvatars-` and the key. */
export const presenceAvatarsClass = (key: string): string => generateUtilityClass('TtPresenceAvatars', key)
