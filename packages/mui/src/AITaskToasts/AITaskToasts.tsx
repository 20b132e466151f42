'use client'

import { useAITasks, type UseAITasksOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { useDetached } from '../internal/useDetached.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { englishAITaskToastsText } from './aiTaskToastsLocaleText.ts'
import { AITaskToastsView, type AITaskToastsViewProps } from './AITaskToastsView.tsx'
import { useSpokenTasks } from './useSpokenTasks.ts'
import { useStalled } from './useStalled.ts'

export type AITaskToastsProps = Omit<
  AITaskToastsViewProps,
  'tasks' | 'detached' | 'stalled' | 'onCancel' | 'onRetry' | 'onDismiss'
> &
  Pick<UseAITasksOptions, 'client' | 'userId'> & {
    /** An outage that ends within this time is not shown, in milliseconds. @defaultValue 1500 */
    graceMs?: number | undefined
    /** A task of which nothing is heard for so long counts as stalled, in milliseconds. @defaultValue 30000 */
    stalledAfterMs?: number | undefined
  }

/**
 * The tasks of the provider's user, those of the server and those of this page, as toasts. One for an app is enough; put it
 * beside the routes.
 *
 * To hide a toast does not cancel; to cancel shows `cancelling` until the server says more. While the line is down a task
 * is shown as still running on the server. It says aloud that a task has begun, its progress at every quarter but at most
 * every 10 s for all together, and how it ended: failure at once, over what is being read.
 *
 * @example
 * <AITaskToasts onView={(taskId) => navigate(`/tasks/${taskId}`)} />
 */
export const AITaskToasts: ForwardRefExoticComponent<AITaskToastsProps & RefAttributes<HTMLElement>> = forwardRef<
  HTMLElement,
  AITaskToastsProps
>(function AITaskToasts({ client, userId, graceMs = 1_500, stalledAfterMs = 30_000, ...props }, ref) {
  const { tasks, cancel, retry, dismiss } = useAITasks({ client, userId })
  const detached = useDetached(client, graceMs)
  useSpokenTasks(tasks, useWidgetText('TtAITaskToasts', englishAITaskToastsText, props.localeText))
  return (
    <AITaskToastsView
      {...props}
      ref={ref}
      tasks={tasks}
      detached={detached}
      stalled={useStalled(tasks, detached, stalledAfterMs)}
      onCancel={cancel}
      onRetry={retry}
      onDismiss={dismiss}
    />
  )
})
