'use client'

import { styled } from '@mui/material/styles'
import Typography from '@mui/material/Typography'
import type { ConnectionStatus } from '@telltale/react'
import type { ReactNode } from 'react'
import { lineOf } from '../internal/lineOf.ts'
import type { ChipLook } from './chipLook.ts'
import type { ConnectionChipLocaleText } from './connectionChipLocaleText.ts'

const Lines = styled('div')(({ theme }) => ({
  display: 'flex',
  flexDirection: 'column',
  gap: theme.spacing(0.5),
  maxWidth: 320,
  padding: theme.spacing(1.5, 2),
  fontVariantNumeric: 'tabular-nums',
}))

type ConnectionChipDetailsProps = {
  status: ConnectionStatus
  look: ChipLook
  label: string
  text: ConnectionChipLocaleText
  /** What one can do about it. */
  children: ReactNode
}

/** What the chip says when it is pressed: state, times, what went wrong in plain words. */
export function ConnectionChipDetails({ status, look, label, text, children }: ConnectionChipDetailsProps): ReactNode {
  const { state, since, lastConnectedAt, attempt, retryAt, pendingWrites, offline, reason } = status
  const isUp = state === 'connected'
  return (
    <Lines>
      <Typography variant="subtitle2" component="p">
        {label}
      </Typography>
      {reason && !isUp && <Typography variant="body2">{text.reason(reason)}</Typography>}
      {offline && look.look !== 'waitingForNetwork' && <Typography variant="body2">{text.offline}</Typography>}
      <Typography variant="body2" color="textSecondary">
        {isUp || lastConnectedAt === null ? since > 0 && text.since(since) : text.lastConnected(lastConnectedAt)}
      </Typography>
      {!isUp && attempt > 0 && (
        <Typography variant="body2" color="textSecondary">
          {lineOf([
            text.attempt(attempt),
            retryAt !== null && look.retryInSeconds !== null && text.nextTry(look.retryInSeconds),
          ])}
        </Typography>
      )}
      {pendingWrites > 0 && <Typography variant="body2">{text.pendingWrites(pendingWrites)}</Typography>}
      {children}
    </Lines>
  )
}
