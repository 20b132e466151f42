import { useWebSocketStatus } from '@telltale/react'

export function UseWebSocketStatus() {
  const { state, phase, attempt, reason, isReconnecting, retryNow } = useWebSocketStatus()
  return (
    <p>
      {state}, more exactly: {phase}. {reason?.message}{' '}
      {isReconnecting && <button onClick={retryNow}>Retry now, attempt {attempt + 1}</button>}
    </p>
  )
}
