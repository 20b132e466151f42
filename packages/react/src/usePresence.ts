'use client'

import { type Line, ownPresence, type OwnPresence, presenceStore, type ProjectPresence } from '@telltale/client'
import { useEffect } from 'react'
import { inertStore } from './inertStore.ts'
import { useLine, type WithLine } from './useLine.ts'
import { useStore } from './useStore.ts'
import { useTopicStore } from './useTopicStore.ts'

export type UsePresenceOptions = WithLine & {
  /** Which project; without one there is nobody. */
  projectId: string | null | undefined
  /**
   * Away after so long without input, in ms; `Infinity` for never. It is one for all on the line: of several that say so
   * the shortest counts. @defaultValue 300 000
   */
  awayAfterMs?: number | undefined
}

type Shown = Pick<ProjectPresence, 'users' | 'onlineUsers' | 'onlineCount' | 'self' | 'isLoading' | 'error'>
export type UsePresenceResult = Shown & {
  /** Says how this person is, in all projects of the line, until another is chosen; `'auto'` leaves it to the page. */
  updatePresence: OwnPresence['choose']
}

const nobody = inertStore<Shown>({
  users: [],
  onlineUsers: [],
  onlineCount: 0,
  self: null,
  isLoading: false,
  error: null,
})

const storeOf = (line: Line, projectId: string | null): ReturnType<typeof presenceStore> | null =>
  projectId === null ? null : presenceStore(line, projectId)

/**
 * Who is in a project: one entry a person, over however many tabs, in the order in which they came (R7). The project is
 * joined while somebody looks. Renders again with a frame in which somebody came, went or changed; with `select` only when
 * what that gives has changed, so that `select: ({ users }) => users.find(({ userId }) => userId === id)` follows one person.
 *
 * This person is online, and away after five minutes without input or while the page is hidden, unless `updatePresence`
 * (stable) has chosen otherwise. `self` is their entry, by the word of the server; a plain one says no such word, so there
 * it is `null`. While the line is down it shows who was there last.
 *
 * `isLoading` until the server has told who is there, and on a server. Where the project is not for this person `error` is
 * `forbidden`.
 *
 * @example
 * const { onlineUsers, onlineCount, updatePresence } = usePresence({ projectId: '123' })
 */
export function usePresence<TSelected>(
  options: UsePresenceOptions & { select: (presence: UsePresenceResult) => TSelected },
): TSelected
export function usePresence(options: UsePresenceOptions): UsePresenceResult
export function usePresence({
  projectId,
  awayAfterMs,
  client,
  socket,
  select = (presence) => presence,
}: UsePresenceOptions & { select?: (presence: UsePresenceResult) => unknown }): unknown {
  const store = useTopicStore(storeOf, projectId ?? null, { client, socket })
  const own = useLine({ client, socket }).part(ownPresence)
  const selected = useStore<Shown, unknown>(
    store ?? nobody,
    ({ users, onlineUsers, onlineCount, self, isLoading, error }) =>
      select({ users, onlineUsers, onlineCount, self, isLoading, error, updatePresence: own.choose }),
  )
  // After the store, so that a plain server hears of the project first.
  useEffect(
    () => (projectId === null || projectId === undefined ? undefined : own.attend({ projectId, awayAfterMs })),
    [own, projectId, awayAfterMs],
  )
  return selected
}
