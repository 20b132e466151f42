export { PresenceAvatars, type PresenceAvatarsProps } from './PresenceAvatars.tsx'
export { presenceAvatarsClasses, type PresenceAvatarsClassKey } from './presenceAvatarsClasses.ts'
export { englishPresenceAvatarsText, type PresenceAvatarsLocaleText } from './presenceAvatarsLocaleText.ts'
export {
  type PresenceAvatarsOwnerState,
  type PresenceAvatarsSlots,
  type PresenceAvatarsSlotsAndSlotProps,
  PresenceAvatarsView,
  type PresenceAvatarsViewProps,
  type PresencePerson,
} from './PresenceAvatarsView.tsx'
