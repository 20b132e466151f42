'use client'

import { useLine, usePresence, type UsePresenceOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { outage } from '../internal/outage.ts'
import { useFollowedLine } from '../internal/useFollowedLine.ts'
import { PresenceAvatarsView, type PresenceAvatarsViewProps } from './PresenceAvatarsView.tsx'

export type PresenceAvatarsProps = Omit<PresenceAvatarsViewProps, 'users' | 'selfId' | 'isStale'> &
  Pick<UsePresenceOptions, 'projectId' | 'client' | 'awayAfterMs'>

/** A break of the own line that is shorter says nothing of who is here. */
const graceMs = 1_500

/**
 * Who is in a project, and this person among them. The project is joined while it is shown. Somebody who leaves goes after
 * the server's own grace, so that a reload does not flicker. While the own line is down for longer than 1.5 s all are
 * dimmed: this is who was there last. Nothing is announced.
 *
 * @example
 * <PresenceAvatars projectId="42" />
 */
export const PresenceAvatars: ForwardRefExoticComponent<PresenceAvatarsProps & RefAttributes<HTMLUListElement>> =
  forwardRef<HTMLUListElement, PresenceAvatarsProps>(function PresenceAvatars(
    { projectId, client, awayAfterMs, ...props },
    ref,
  ) {
    const { users, self, isLoading } = usePresence({ projectId, client, awayAfterMs })
    const { shown } = useFollowedLine(useLine({ client }), outage, graceMs)
    return (
      <PresenceAvatarsView
        aria-busy={isLoading}
        {...props}
        ref={ref}
        users={users}
        selfId={self?.userId}
        isStale={shown !== null}
      />
    )
  })
