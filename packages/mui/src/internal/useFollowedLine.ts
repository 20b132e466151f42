'use client'

import type { ConnectionStatus, RealtimeClient } from '@telltale/react'
import { useMemo, useSyncExternalStore } from 'react'
import { callAt } from './clock.ts'

/** What is made of a line's status and of time. Pure; times are in epoch milliseconds. */
export type Follower<TState> = {
  /** The line as it is found. */
  begin: (status: ConnectionStatus, at: number, graceMs: number) => TState
  /** The line after a status, or after time has passed on the same one. */
  follow: (state: TState, status: ConnectionStatus, at: number, graceMs: number) => TState
  /** When time alone changes what is shown; null while it does not. */
  dueAt: (state: TState, graceMs: number) => number | null
  /** Whether two look the same. */
  isSame: (before: TState, after: TState) => boolean
}

type StatusStore = RealtimeClient['status']

/** What a follower makes of a line. It renders again when that looks different, and follows only while it is mounted. */
export function useFollowedLine<TState>(
  { status }: { status: StatusStore },
  follower: Follower<TState>,
  graceMs: number,
): TState {
  const store = useMemo(() => followLine(status, follower, graceMs), [status, follower, graceMs])
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot)
}

function followLine<TState>(source: StatusStore, { begin, follow, dueAt, isSame }: Follower<TState>, graceMs: number) {
  const onServer = begin(source.getServerSnapshot(), 0, graceMs)
  let state = begin(source.getSnapshot(), Date.now(), graceMs)
  return {
    getSnapshot: () => state,
    getServerSnapshot: () => onServer,
    subscribe: (listener: () => void) => {
      let callOff: (() => void) | null = null
      const look = (): void => {
        callOff?.()
        const before = state
        state = follow(state, source.getSnapshot(), Date.now(), graceMs)
        const due = dueAt(state, graceMs)
        callOff = due === null ? null : callAt(due, look)
        if (!isSame(before, state)) listener()
      }
      const stop = source.subscribe(look)
      look()
      return () => {
        stop()
        callOff?.()
      }
    },
  }
}
