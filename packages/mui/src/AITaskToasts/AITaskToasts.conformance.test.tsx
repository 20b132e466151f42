import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { aiTaskToastsClasses } from './aiTaskToastsClasses.ts'
import { AITaskToastsView, type AITaskToastsViewProps } from './AITaskToastsView.tsx'
import { severalTasks, taskFixtures } from './taskFixtures.ts'
import { taskLookNames } from './taskLook.ts'

const act = () => {}

const shown = (props: Partial<AITaskToastsViewProps>): AITaskToastsViewProps => ({
  tasks: severalTasks,
  disablePortal: true,
  onCancel: act,
  onRetry: act,
  onView: act,
  onDismiss: act,
  ...props,
})

describeWidget({
  name: 'TtAITaskToasts',
  View: AITaskToastsView,
  looks: [
    shown({ open: true }),
    shown({}),
    shown({ open: true, tasks: severalTasks.map((task) => ({ ...task, status: 'completed', seenRunning: true })) }),
    ...taskLookNames.map((name) => shown(taskFixtures[name])),
  ],
  classes: aiTaskToastsClasses,
  slots: [
    'list',
    'item',
    'icon',
    'title',
    'message',
    'meta',
    'progress',
    'bar',
    'actions',
    'action',
    'hideButton',
    'overflow',
    'center',
    'centerHeader',
    'clearButton',
    'closeButton',
  ],
  words: (first, second) => ({ tasks: first, hide: second }),
})
