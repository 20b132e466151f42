'use client'

import {
  createContext,
  type CSSProperties,
  memo,
  type MemoExoticComponent,
  type ReactNode,
  useContext,
  useId,
  useState,
} from 'react'
import type { AITaskToastsKit, TaskOwnerState } from './AITaskToastsView.tsx'
import { factsOf, markNameOf, titleOf, wordsOf } from './aiTaskToastsLocaleText.ts'
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
import { lineOf } from '../internal/lineOf.ts'
import { useIsolate } from '../internal/useIsolate.ts'
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

/** What changes with each tick: progress 0–100, what is shown, and the facts of it that are heard. */
type Ticks = { progress: number | null; words: string; facts: readonly string[] }
const Ticking = createContext<Ticks>({ progress: null, words: '', facts: [] })

/**
 * One task. It is rendered again when that task has changed, and with a tick alone only its percent, its words and its bar:
 * they read what they show, and nothing else of the row does.
 */
export const TaskItem: MemoExoticComponent<(props: TaskItemProps) => ReactNode> = memo(function TaskItem({
  task,
  look,
  place,
  isAnimated,
  kit,
}: TaskItemProps): ReactNode {
  const { text, can } = kit
  const [highest] = useState(() => new Highest())
  const words = lineOf(factsOf(task, look, text, useIsolate()))
  const progress = task.progress === null ? null : highest.of(task.attempt, task.progress)
  return (
    // It is new because it is different: this component renders for nothing else.
    <Ticking.Provider value={{ progress, words, facts: factsOf(task, look, text) }}>
      <Row
        taskId={task.taskId}
        title={titleOf(task, text)}
        markName={markNameOf(look, wordsOf(task, look, text), text)}
        refusal={look.look === 'running' && task.error ? text.failure(task.error) : null}
        hasProgress={progress !== null}
        canCancel={can.cancel && isCancellable(task, look)}
        canRetry={can.retry && isRetryable(task, look)}
        look={look}
        place={place}
        isAnimated={isAnimated}
        kit={kit}
      />
    </Ticking.Provider>
  )
})

type RowProps = Omit<TaskItemProps, 'task'> & {
  taskId: string
  title: string
  markName: string | undefined
  /** Why it could not be cancelled. */
  refusal: string | null
  hasProgress: boolean
  canCancel: boolean
  canRetry: boolean
}

const Row = memo(function Row(props: RowProps): ReactNode {
  const { taskId, title, markName, refusal, hasProgress, canCancel, canRetry, look, place, isAnimated, kit } = props
  const { partsFor, text, act, can } = kit
  const owner: TaskOwnerState = {
    look: look.look,
    color: look.color,
    shape: look.shape,
    place,
    isAnimated,
    hasProgress,
  }
  const part = partsFor(owner)
  const titleId = useId()
  const Mark = taskMarks[look.shape]
  const isInStack = place === 'stack'
  const actions = [
    canCancel && { words: text.cancel, does: act.cancel },
    canRetry && { words: text.retry, does: act.retry },
    can.view && (look.look === 'completed' || look.look === 'partial') && { words: text.view, does: act.view },
  ].filter((action) => action !== false)
  return (
    <TaskItemRoot {...part('item', { 'data-task': taskId })}>
      <TaskIcon {...part('icon', markName === undefined ? {} : { role: 'img', 'aria-label': markName })}>
        <Mark />
      </TaskIcon>
      <TaskTitle {...part('title', { id: titleId })}>
        <bdi>{title}</bdi>
      </TaskTitle>
      {(isInStack || look.isOver) && (
        <TaskHideButton
          {...part('hideButton', {
            'aria-label': text.actionOf(isInStack ? text.hide : text.dismiss, title),
            size: 'small' as const,
            onClick: () => (isInStack ? act.hide(taskId) : act.dismiss(taskId)),
          })}
        >
          <CloseMark />
        </TaskHideButton>
      )}
      {!look.isOver && hasProgress && (
        // The bar says it already.
        <TaskMeta {...part('meta', { 'aria-hidden': true })}>
          <Percent kit={kit} />
        </TaskMeta>
      )}
      <TaskMessage {...part('message')}>
        <Words />
      </TaskMessage>
      {refusal !== null && (
        <TaskMessage {...part('message')}>
          <bdi>{refusal}</bdi>
        </TaskMessage>
      )}
      {actions.length > 0 && (
        <TaskActions {...part('actions')}>
          {actions.map(({ words, does }) => (
            <TaskAction
              key={words}
              {...part('action', {
                size: 'small' as const,
                color: 'inherit' as const,
                'aria-label': text.actionOf(words, title),
                onClick: () => does(taskId),
              })}
            >
              {words}
            </TaskAction>
          ))}
        </TaskActions>
      )}
      {!look.isOver && (
        <Progress owner={owner} titleId={titleId} kit={kit}>
          {look.look !== 'queued' && <TaskBar {...part('bar')} />}
        </Progress>
      )}
    </TaskItemRoot>
  )
})

type TickingProps = { kit: AITaskToastsKit }

const Percent = ({ kit }: TickingProps): ReactNode => kit.text.percent(useContext(Ticking).progress ?? 0)

const Words = (): ReactNode => useContext(Ticking).words

function Progress({
  owner,
  titleId,
  kit: { partsFor, text },
  children,
}: TickingProps & { owner: TaskOwnerState; titleId: string; children: ReactNode }): ReactNode {
  const { progress, facts } = useContext(Ticking)
  return (
    <TaskProgress
      {...partsFor(owner)('progress', {
        role: 'progressbar',
        'aria-labelledby': titleId,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': progress ?? undefined,
        'aria-valuetext': text.joined(progress === null ? facts : [text.percent(progress), ...facts]),
        style: { '--p': (progress ?? 0) / 100 } as CSSProperties, // React's types know no custom properties
      })}
    >
      {children}
    </TaskProgress>
  )
}

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
