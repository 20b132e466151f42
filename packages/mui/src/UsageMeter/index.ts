export { type UsageLook, usageLook, type UsageLookName, usageLookNames, type UsageMeterSession } from './usageLook.ts'
export { UsageMeter, type UsageMeterProps } from './UsageMeter.tsx'
export { usageMeterClasses, type UsageMeterClassKey } from './usageMeterClasses.ts'
export { englishUsageMeterText, type UsageMeterLocaleText } from './usageMeterLocaleText.ts'
export {
  type UsageMeterOwnerState,
  type UsageMeterSlots,
  type UsageMeterSlotsAndSlotProps,
  UsageMeterView,
  type UsageMeterViewProps,
} from './UsageMeterView.tsx'
