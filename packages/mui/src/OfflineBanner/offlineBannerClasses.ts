import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = ['root', 'indicator', 'title', 'message', 'countdown', 'retryButton'] as const

/** A part of the offline banner: it has a class, a key in a theme's `styleOverrides`, and can be replaced. */
export type OfflineBannerClassKey = (typeof names)[number]

/** The class names of the offline banner, for selectors. */
export const offlineBannerClasses: Record<OfflineBannerClassKey, string> = generateUtilityClasses('TtOfflineBanner', [
  ...names,
])

/** `TtOfflineBanner-` and the key. */
export const offlineBannerClass = (key: string): string => generateUtilityClass('TtOfflineBanner', key)
