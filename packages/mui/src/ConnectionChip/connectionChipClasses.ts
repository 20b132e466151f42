import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = [
  'root',
  'chip',
  'dot',
  'text',
  'sizeSmall',
  'sizeMedium',
  'indicator',
  'label',
  'countdown',
  'latency',
  'badge',
  'popover',
  'retryButton',
] as const

/** A part or a state of the connection chip that has a class, and a key in a theme's `styleOverrides` where it is a part. */
export type ConnectionChipClassKey = (typeof names)[number]

/** The class names of the connection chip, for selectors. */
export const connectionChipClasses: Record<ConnectionChipClassKey, string> = generateUtilityClasses(
  'TtConnectionChip',
  [...names],
)

/** `TtConnectionChip-` and the key. */
export const connectionChipClass = (key: string): string => generateUtilityClass('TtConnectionChip', key)
