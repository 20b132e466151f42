'use client'

import { useEvent, type UseWorkflowOptions } from '@telltale/react'
import { useEffect, useRef, useState } from 'react'
import { callAt } from '../internal/clock.ts'

/**
 * Whether of a run nothing was heard for `afterMs`, counted only while `isAwaited`. It renders again when that changes,
 * however much is heard.
 */
export function useQuiet(runId: string, { client }: UseWorkflowOptions, isAwaited: boolean, afterMs: number): boolean {
  const heardAt = useRef(0)
  const [isQuiet, setQuiet] = useState(false)
  const hear = () => {
    heardAt.current = Date.now()
    setQuiet(false)
  }
  useEvent('workflow:event', hear, { client, key: runId })
  useEvent('workflow:progress', hear, { client, key: runId })

  useEffect(() => {
    if (!isAwaited) return undefined
    heardAt.current = Date.now()
    let callOff: () => void
    const look = () => {
      const now = Date.now()
      const dueAt = heardAt.current + afterMs
      if (dueAt <= now) setQuiet(true)
      callOff = callAt(dueAt <= now ? now + afterMs : dueAt, look)
    }
    look()
    return () => {
      callOff()
      setQuiet(false)
    }
  }, [runId, isAwaited, afterMs])

  return isQuiet
}
