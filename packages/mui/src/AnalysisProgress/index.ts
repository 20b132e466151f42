export {
  type AnalysisLookName,
  analysisLookNames,
  type AnalysisProgressDetector,
  type AnalysisProgressIssue,
  type AnalysisProgressState,
  type DetectorLookName,
} from './analysisLook.ts'
export { AnalysisProgress, type AnalysisProgressProps } from './AnalysisProgress.tsx'
export { analysisProgressClasses, type AnalysisProgressClassKey } from './analysisProgressClasses.ts'
export { type AnalysisProgressLocaleText, englishAnalysisProgressText } from './analysisProgressLocaleText.ts'
export {
  type AnalysisProgressOwnerState,
  type AnalysisProgressSlots,
  type AnalysisProgressSlotsAndSlotProps,
  AnalysisProgressView,
  type AnalysisProgressViewProps,
} from './AnalysisProgressView.tsx'
