import { useUsageSession, type UsageSessionOptions } from '@telltale/react'

export function UseUsageSession(options: UsageSessionOptions) {
  const { status, isActive, timeRemainingSeconds, startSession, stopSession, error } = useUsageSession(options)
  return (
    <p>
      {status}, {timeRemainingSeconds ?? '…'} s remain. {error?.message}{' '}
      <button onClick={isActive ? stopSession : startSession}>{isActive ? 'Stop' : 'Start'}</button>
    </p>
  )
}
