import { useAITask, useAITasks } from '@telltale/react'

export function UseAITasks() {
  // Renders when a task comes or goes; each row renders when its own task moves.
  const ids = useAITasks({ select: ({ tasks }) => tasks.map(({ taskId }) => taskId) })
  return ids.length === 0 ? (
    <p>No tasks.</p>
  ) : (
    <ul>
      {ids.map((id) => (
        <Row key={id} taskId={id} />
      ))}
    </ul>
  )
}

function Row({ taskId }: { taskId: string }) {
  const task = useAITask(taskId)
  const { cancel, dismiss } = useAITasks({ select: ({ cancel, dismiss }) => ({ cancel, dismiss }) })
  if (!task) return null
  const runs = task.status === 'running' || task.status === 'queued'
  return (
    <li>
      {task.title}: {task.status}, {Math.floor(task.progress ?? 0)} %. {task.message}{' '}
      <button onClick={() => (runs ? cancel : dismiss)(taskId)}>{runs ? 'Cancel' : 'Remove'}</button>
    </li>
  )
}
