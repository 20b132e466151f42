export {
  type ChipColor,
  type ChipLook,
  chipLook,
  type ChipLookName,
  chipLookNames,
  type ChipShape,
  type LineHistory,
} from './chipLook.ts'
export { ConnectionChip, type ConnectionChipProps } from './ConnectionChip.tsx'
export { connectionChipClasses, type ConnectionChipClassKey } from './connectionChipClasses.ts'
export { type ConnectionChipLocaleText, englishConnectionChipText } from './connectionChipLocaleText.ts'
export {
  type ConnectionChipOwnerState,
  type ConnectionChipSlots,
  type ConnectionChipSlotsAndSlotProps,
  ConnectionChipView,
  type ConnectionChipViewProps,
} from './ConnectionChipView.tsx'
