import { useWorkflowArtifacts, useWorkflowEvents, useWorkflowProgress } from '@telltale/react'

export function UseWorkflow({ runId = '7' }: { runId?: string }) {
  const { history, status } = useWorkflowEvents(runId)
  const { nodes } = useWorkflowProgress(runId)
  const { artifacts } = useWorkflowArtifacts(runId)
  return (
    <>
      <p>
        The run is {status}; {history.length} events so far.
      </p>
      <ul>
        {nodes.map(({ node, status: nodeStatus, progress }) => (
          <li key={node}>
            {node}: {nodeStatus}, {Math.floor(progress)} %
          </li>
        ))}
      </ul>
      <p>Made: {artifacts.map(({ name }) => name).join(', ') || 'nothing yet'}</p>
    </>
  )
}
