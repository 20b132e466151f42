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
  // By its id: what was quiet says nothing of the run that comes after it.
  const [quietRun, setQuietRun] = useState<string | null>(null)
  const hear = () => {
    heardAt.current = Date.now()
    setQuietRun(null)
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
      if (dueAt <= now) setQuietRun(runId)
      callOff = callAt(dueAt <= now ? now + afterMs : dueAt, look)
    }
    look()
    return () => {
      callOff()
      setQuietRun(null)
    }
  }, [runId, isAwaited, afterMs])

  return quietRun === runId
}
