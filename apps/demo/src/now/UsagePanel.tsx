import Button from '@mui/material/Button'
import { UsageMeter } from '@telltale/mui'
import { useUsageSession } from '@telltale/react'
import { fetchToken } from '../fetchToken.ts'
import { Panel } from '../Panel.tsx'
import { toUserId } from '../toUserId.ts'

/** Metered usage of this person, on all their tabs and devices. */
export function UsagePanel({ name }: { name: string }) {
  const usage = {
    identity: toUserId(name),
    getToken: ({ signal }: { signal: AbortSignal }) => fetchToken(name, signal),
  }
  // Without the seconds, so that only the meter renders with each of them.
  const { isActive, status, startSession, stopSession } = useUsageSession({
    ...usage,
    select: (session) => ({
      isActive: session.isActive,
      status: session.status,
      startSession: session.startSession,
      stopSession: session.stopSession,
    }),
  })
  const isBusy = status === 'starting' || status === 'stopping'
  return (
    <Panel
      title="Recording"
      action={
        <Button
          variant={isActive ? 'outlined' : 'contained'}
          disabled={isBusy}
          onClick={() => void (isActive ? stopSession() : startSession())}
        >
          {isActive ? 'Stop' : 'Start'}
        </Button>
      }
    >
      <UsageMeter usage={usage} localeText={{ label: 'Recorded by you' }} />
    </Panel>
  )
}
