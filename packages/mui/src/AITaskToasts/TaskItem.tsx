'use client'

import { type CSSProperties, memo, type ReactNode, useId, useState, type MemoExoticComponent } from 'react'
import type { AITaskToastsKit, TaskOwnerState } from './AITaskToastsView.tsx'
import { markNameOf, titleOf, wordsOf } from './aiTaskToastsLocaleText.ts'
import {
  TaskAction,
  TaskActions,
  TaskBar,
  TaskHideButton,
  TaskIcon,
  TaskItemRoot,
  TaskMessage,
  TaskMeta,
  TaskProgress,
  TaskTitle,
} from './aiTaskToastsStyles.ts'
import type { ShownTask, TaskLook } from './taskLook.ts'
import { CloseMark, taskMarks } from './taskMarks.tsx'

type TaskItemProps = {
  task: ShownTask
  look: TaskLook
  place: 'stack' | 'center'
  /** Of several that could move, one does. */
  isAnimated: boolean
  kit: AITaskToastsKit
}

/**
 * One task. It is rendered again when that task has changed, and then only what can change from one progress to the next:
 * buttons, mark and title keep what they have.
 */
export const TaskItem: MemoExoticComponent<(props: TaskItemProps) => ReactNode> = memo(function TaskItem({
  task,
  look,
  place,
  isAnimated,
  kit,
}: TaskItemProps): ReactNode {
  const { partsFor, text } = kit
  const titleId = useId()
  const [highest] = useState(() => new Highest())
  const isShown = !look.isOver
  const progress = task.progress === null ? null : highest.of(task.attempt, task.progress)
  const owner: TaskOwnerState = {
    look: look.look,
    color: look.color,
    shape: look.shape,
    place,
    isAnimated,
    hasProgress: progress !== null,
  }
  const part = partsFor(owner)
  const title = titleOf(task, text)
  const words = wordsOf(task, look, text)
  const refusal = look.look === 'running' && task.error ? text.failure(task.error) : null
  return (
    <TaskItemRoot {...part('item', { 'data-task': task.taskId })}>
      <Head
        look={look}
        place={place}
        isAnimated={isAnimated}
        title={title}
        titleId={titleId}
        markName={markNameOf(look, words, text)}
        taskId={task.taskId}
        kit={kit}
      />
      {isShown && progress !== null && (
        // The bar says it already.
        <TaskMeta {...part('meta', { 'aria-hidden': true })}>{text.percent(progress)}</TaskMeta>
      )}
      <TaskMessage {...part('message', {})}>{words}</TaskMessage>
      {refusal !== null && <TaskMessage {...part('message', {})}>{refusal}</TaskMessage>}
      <Actions look={look} title={title} task={task} place={place} isAnimated={isAnimated} kit={kit} />
      {isShown && (
        <TaskProgress
          {...part('progress', {
            role: 'progressbar',
            'aria-labelledby': titleId,
            'aria-valuemin': 0,
            'aria-valuemax': 100,
            'aria-valuenow': progress ?? undefined,
            'aria-valuetext': progress === null ? words : `${text.percent(progress)}, ${words}`,
          })}
        >
          {look.look !== 'queued' && (
            // React's types know no custom properties.
            <TaskBar {...part('bar', { style: { '--p': (progress ?? 0) / 100 } as CSSProperties })} />
          )}
        </TaskProgress>
      )}
    </TaskItemRoot>
  )
})

type HeadProps = Omit<TaskItemProps, 'task'> & {
  taskId: string
  title: string
  titleId: string
  markName: string | undefined
}

const Head = memo(function Head(props: HeadProps): ReactNode {
  const { taskId, title, titleId, markName, look, place, isAnimated, kit } = props
  const { partsFor, text, act } = kit
  const part = partsFor({ ...look, place, isAnimated, hasProgress: false })
  const Mark = taskMarks[look.shape]
  const isInStack = place === 'stack'
  const hides = isInStack ? text.hide : text.dismiss
  return (
    <>
      <TaskIcon {...part('icon', markName === undefined ? {} : { role: 'img', 'aria-label': markName })}>
        <Mark />
      </TaskIcon>
      <TaskTitle {...part('title', { id: titleId })}>{title}</TaskTitle>
      {(isInStack || look.isOver) && (
        <TaskHideButton
          {...part('hideButton', {
            'aria-label': text.actionOf(hides, title),
            size: 'small' as const,
            onClick: () => (isInStack ? act.hide(taskId) : act.dismiss(taskId)),
          })}
        >
          <CloseMark />
        </TaskHideButton>
      )}
    </>
  )
})

type ActionsProps = TaskItemProps & { title: string }

/** What can be done about a task, where somebody listens. */
const Actions = memo(
  function Actions({ task, title, look, place, isAnimated, kit }: ActionsProps): ReactNode {
    const { partsFor, text, act, can } = kit
    const part = partsFor({ ...look, place, isAnimated, hasProgress: false })
    const actions = [
      can.cancel && isCancellable(task, look) && { words: text.cancel, does: act.cancel },
      can.retry && isRetryable(task, look) && { words: text.retry, does: act.retry },
      can.view && (look.look === 'completed' || look.look === 'partial') && { words: text.view, does: act.view },
    ].filter((action) => action !== false)
    if (actions.length === 0) return null
    return (
      <TaskActions {...part('actions', {})}>
        {actions.map(({ words, does }) => (
          <TaskAction
            key={words}
            {...part('action', {
              size: 'small' as const,
              color: 'inherit' as const,
              'aria-label': text.actionOf(words, title),
              onClick: () => does(task.taskId),
            })}
          >
            {words}
          </TaskAction>
        ))}
      </TaskActions>
    )
  },
  (before, after) =>
    before.kit === after.kit &&
    before.title === after.title &&
    before.look === after.look &&
    before.place === after.place &&
    before.task.taskId === after.task.taskId &&
    before.task.retryable === after.task.retryable &&
    before.task.isLocal === after.task.isLocal,
)

const isCancellable = ({ isLocal }: ShownTask, { look, isOver }: TaskLook): boolean =>
  !isOver && look !== 'cancelling' && isLocal !== true

const isRetryable = ({ isLocal, retryable }: ShownTask, { isOver }: TaskLook): boolean =>
  isOver && retryable === true && isLocal !== true

/** Of one attempt the highest progress that was shown: on screen it never goes back, whatever a server says. */
class Highest {
  #attempt = 0
  #progress = 0

  of(attempt: number, progress: number): number {
    const known = attempt === this.#attempt ? this.#progress : 0
    this.#attempt = attempt
    this.#progress = Math.min(100, Math.max(known, progress))
    return this.#progress
  }
}
