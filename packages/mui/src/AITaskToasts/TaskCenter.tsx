'use client'

import { memo, type MemoExoticComponent, type ReactNode, useId, useRef } from 'react'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import type { AITaskToastsKit, AITaskToastsOwnerState } from './AITaskToastsView.tsx'
import {
  CenterClearButton,
  CenterCloseButton,
  CenterEmptyState,
  CenterHeader,
  ToastsCenter,
  ToastsList,
} from './aiTaskToastsStyles.ts'
import type { TaskRow } from './arrangeTasks.ts'
import { TaskItem } from './TaskItem.tsx'
import { CloseMark } from './taskMarks.tsx'

type TaskCenterProps = {
  rows: readonly TaskRow[]
  animated: string | undefined
  owner: AITaskToastsOwnerState
  onClose: () => void
  kit: AITaskToastsKit
}

/**
 * All tasks, hidden ones as well, in a drawer: the topmost modal, so that the keyboard gets to them even while a dialog is
 * open and keeps the focus from everything else.
 */
export const TaskCenter: MemoExoticComponent<(props: TaskCenterProps) => ReactNode> = memo(
  function TaskCenter({ rows, animated, owner, onClose, kit }: TaskCenterProps): ReactNode {
    const { partsFor, text, act, can } = kit
    const part = partsFor(owner)
    const headingId = useId()
    const paper = useRef<HTMLDivElement>(null)
    const { onFocusCapture, onBlurCapture } = useFocusHandoff(paper, '[data-task]')
    const done = rows.filter(({ look }) => look.isOver)
    return (
      <ToastsCenter
        {...part('center', {
          anchor: 'right' as const,
          open: owner.open,
          onClose,
          slotProps: {
            paper: {
              role: 'dialog',
              'aria-modal': true,
              'aria-labelledby': headingId,
              ref: paper,
              onFocusCapture,
              onBlurCapture,
            },
          },
        })}
      >
        <CenterHeader {...part('centerHeader', {})}>
          <h2 id={headingId}>{text.tasks}</h2>
          {can.dismiss && done.length > 0 && (
            <CenterClearButton
              {...part('clearButton', {
                size: 'small' as const,
                color: 'inherit' as const,
                onClick: () => done.forEach(({ task }) => act.dismiss(task.taskId)),
              })}
            >
              {text.clearDone}
            </CenterClearButton>
          )}
          <CenterCloseButton
            {...part('closeButton', { 'aria-label': text.close, size: 'small' as const, onClick: onClose })}
          >
            <CloseMark />
          </CenterCloseButton>
        </CenterHeader>
        {rows.length === 0 ? (
          <CenterEmptyState {...part('emptyState', {})}>{text.empty}</CenterEmptyState>
        ) : (
          <ToastsList {...part('list', {})} style={{ gap: 0 }}>
            {rows.map(({ task, look }) => (
              <TaskItem
                key={task.taskId}
                task={task}
                look={look}
                place="center"
                isAnimated={task.taskId === animated}
                kit={kit}
              />
            ))}
          </ToastsList>
        )}
      </ToastsCenter>
    )
  },
  // While it is closed, or closing, its tasks need not follow.
  (before, after) => !before.owner.open && !after.owner.open && before.kit === after.kit,
)
