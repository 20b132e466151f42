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
  'nodes',
  'node',
  'nodeTrack',
  'nodeBar',
  'foldButton',
  'artifactsTitle',
  'artifacts',
  'artifact',
  'artifactLink',
] as const

/** A part of the workflow progress: it has a class, a key in a theme's `styleOverrides`, and can be replaced. */
export type WorkflowProgressClassKey = (typeof names)[number]

/** The class names of the workflow progress, for selectors. */
export const workflowProgressClasses: Record<WorkflowProgressClassKey, string> = generateUtilityClasses(
  'TtWorkflowProgress',
  [...names],
)

/** `TtWorkflowProgress-` and the key. */
export const workflowProgressClass = (key: string): string => generateUtilityClass('TtWorkflowProgress', key)
