export {
  type ArtifactKind,
  type NodeLookName,
  type WorkflowLookName,
  workflowLookNames,
  type WorkflowProgressArtifact,
  type WorkflowProgressHead,
  type WorkflowProgressPlan,
  type WorkflowProgressRun,
} from './workflowLook.ts'
export { WorkflowProgress, type WorkflowProgressProps } from './WorkflowProgress.tsx'
export { workflowProgressClasses, type WorkflowProgressClassKey } from './workflowProgressClasses.ts'
export { englishWorkflowProgressText, type WorkflowProgressLocaleText } from './workflowProgressLocaleText.ts'
export {
  type WorkflowProgressOwnerState,
  type WorkflowProgressSlots,
  type WorkflowProgressSlotsAndSlotProps,
  WorkflowProgressView,
  type WorkflowProgressViewProps,
} from './WorkflowProgressView.tsx'
