'use client'

import { useEffect, useRef, useState } from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import { callAt } from '../internal/clock.ts'
import type { AITaskToastsLocaleText } from './aiTaskToastsLocaleText.ts'
import type { ShownTask } from './taskLook.ts'
import { createTaskSpeech, speechBatchMs } from './taskSpeech.ts'

/** Announces what is worth hearing of tasks as they change. While the page is hidden nothing is said; then all together. */
export function useSpokenTasks(tasks: readonly ShownTask[], text: AITaskToastsLocaleText): void {
  const [speech] = useState(() => createTaskSpeech(announce))
  const words = useRef(text)
  const callOff = useRef<(() => void) | null>(null)
  useEffect(holdAnnouncer, [])
  useEffect(() => {
    words.current = text
    if (!speech.follow(tasks, text, Date.now()) || callOff.current !== null) return
    callOff.current = callAt(Date.now() + speechBatchMs, () => {
      callOff.current = null
      speech.flush(words.current)
    })
  }, [speech, tasks, text])
  useEffect(
    () => () => {
      callOff.current?.()
      callOff.current = null
    },
    [],
  )
}
