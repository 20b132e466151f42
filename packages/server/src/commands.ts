import type { ClientRequests } from '@telltale/protocol'
import type { Analyses } from './analyses.ts'
import type { Notifications } from './notifications.ts'
import type { Answerer } from './requests.ts'
import type { Tasks } from './tasks.ts'

type Payload<TName extends keyof ClientRequests> = ClientRequests[TName]['payload']

/**
 * Our requests that change something for others as well. Unlike those that act on a line they are done once for each
 * command id; and an app that keeps such things itself may answer them in our place.
 */
export function createCommands(parts: {
  notifications: Notifications
  tasks: Tasks
  analyses: Analyses
}): Map<string, Answerer> {
  const { notifications, tasks, analyses } = parts
  const commands = new Map<string, Answerer>()
  commands.set('notification:read', ({ user }, marked: Payload<'notification:read'>) =>
    notifications.read(user.userId, marked),
  )
  commands.set('notification:clear', ({ user }, marked: Payload<'notification:clear'>) =>
    notifications.clear(user.userId, marked),
  )
  commands.set('ai:task:cancel', ({ user }, { taskId }: Payload<'ai:task:cancel'>) => tasks.cancel(user.userId, taskId))
  commands.set('ai:task:retry', ({ user }, { taskId }: Payload<'ai:task:retry'>) => tasks.retry(user.userId, taskId))
  // In turn, so that a join that was sent before it has been done. Who is in a topic was asked of `authorize`.
  commands.set('analysis:cancel', (session, { analysisId }: Payload<'analysis:cancel'>) =>
    session.inTurn(() =>
      Promise.resolve(
        analyses.cancel(analysisId, session.user.userId, (projectId) => session.topics.has(`project:${projectId}`)),
      ),
    ),
  )
  return commands
}
