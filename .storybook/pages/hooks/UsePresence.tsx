import { usePresence } from '@telltale/react'

export function UsePresence({ projectId = '42' }: { projectId?: string }) {
  const { users, onlineCount, self, updatePresence } = usePresence({ projectId })
  const isAway = self?.status === 'away'
  return (
    <p>
      {onlineCount} online: {users.map(({ name, status }) => `${name} (${status})`).join(', ')}.{' '}
      <button onClick={() => updatePresence(isAway ? 'online' : 'away')}>{isAway ? 'I am back' : 'I am away'}</button>
    </p>
  )
}
