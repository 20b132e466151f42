import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = [
  'root',
  'list',
  'item',
  'icon',
  'title',
  'message',
  'meta',
  'progress',
  'bar',
  'actions',
  'action',
  'hideButton',
  'overflow',
  'center',
  'centerHeader',
  'clearButton',
  'closeButton',
  'emptyState',
] as const

/** A part of the toasts that has a class, and a key in a theme's `styleOverrides`. */
export type AITaskToastsClassKey = (typeof names)[number]

/** The class names of the toasts, for selectors. */
export const aiTaskToastsClasses: Record<AITaskToastsClassKey, string> = generateUtilityClasses('TtAITaskToasts', [
  ...names,
])

/** `TtAITaskToasts-` and the key. */
export const aiTaskToastsClass = (key: string): string => generateUtilityClass('TtAITaskToasts', key)
