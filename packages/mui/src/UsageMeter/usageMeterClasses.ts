import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = ['root', 'label', 'state', 'indicator', 'used', 'remaining', 'track', 'bar', 'note', 'action'] as const

/** A part of the usage meter: it has a class, a key in a theme's `styleOverrides`, and can be replaced. */
export type UsageMeterClassKey = (typeof names)[number]

/** The class names of the usage meter, for selectors. */
export const usageMeterClasses: Record<UsageMeterClassKey, string> = generateUtilityClasses('TtUsageMeter', [...names])

/** `TtUsageMeter-` and the key. */
export const usageMeterClass = (key: string): string => generateUtilityClass('TtUsageMeter', key)
