export { AITaskToasts, type AITaskToastsProps } from './AITaskToasts.tsx'
export { aiTaskToastsClasses, type AITaskToastsClassKey } from './aiTaskToastsClasses.ts'
export { type AITaskToastsLocaleText, englishAITaskToastsText } from './aiTaskToastsLocaleText.ts'
export {
  type AITaskToastsOwnerState,
  type AITaskToastsPosition,
  type AITaskToastsSlots,
  type AITaskToastsSlotsAndSlotProps,
  AITaskToastsView,
  type AITaskToastsViewProps,
  type AutoHide,
  type TaskOwnerState,
} from './AITaskToastsView.tsx'
export {
  type ShownTask,
  taskLook,
  type TaskLine,
  type TaskLook,
  type TaskLookName,
  taskLookNames,
  type TaskShape,
} from './taskLook.ts'
