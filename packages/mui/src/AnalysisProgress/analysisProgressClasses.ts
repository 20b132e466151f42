import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = [
  'root',
  'title',
  'state',
  'indicator',
  'track',
  'bar',
  'summary',
  'cancelButton',
  'viewButton',
  'detectors',
  'detector',
  'detectorTrack',
  'detectorBar',
  'foldButton',
  'issues',
  'issue',
] as const

/** A part of the analysis progress: it has a class, a key in a theme's `styleOverrides`, and can be replaced. */
export type AnalysisProgressClassKey = (typeof names)[number]

/** The class names of the analysis progress, for selectors. */
export const analysisProgressClasses: Record<AnalysisProgressClassKey, string> = generateUtilityClasses(
  'TtAnalysisProgress',
  [...names],
)

/** `TtAnalysisProgress-` and the key. */
export const analysisProgressClass = (key: string): string => generateUtilityClass('TtAnalysisProgress', key)
