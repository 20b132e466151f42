type Wait = { dueAt: number; setAt: number; listener: () => void }

/** Asked to wait longer, or for ever, a timer does not wait at all. */
const longestTimerMs = 2 ** 31 - 1

/** As `setTimeout`, but early where one is asked for longer than a timer can wait: `run` looks at the time, and waits again. */
export const startTimer = (run: () => void, ms: number): ReturnType<typeof setTimeout> =>
  setTimeout(run, Math.min(Math.max(0, ms), longestTimerMs))

// One timer for all widgets of a page, armed only while one of them waits and the page is seen.
const waits = new Set<Wait>()
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Calls `listener` once when `dueAt` has come, together with all others that are due then; returns how to call it off.
 * While the page is hidden nothing is called; what came due meanwhile is, as soon as it is seen again. Where the clock is
 * set back meanwhile, nobody waits longer for it than was asked for.
 */
export function callAt(dueAt: number, listener: () => void): () => void {
  const wait: Wait = { dueAt, setAt: Date.now(), listener }
  if (waits.size === 0) document.addEventListener('visibilitychange', arm)
  waits.add(wait)
  arm()
  return () => {
    waits.delete(wait)
    arm()
  }
}

function arm(): void {
  clearTimeout(timer)
  if (waits.size === 0) {
    document.removeEventListener('visibilitychange', arm)
    return
  }
  if (document.hidden) return
  const now = Date.now()
  const next = Math.min(...[...waits].map(({ dueAt, setAt }) => dueAt - Math.max(now, setAt)))
  timer = startTimer(ring, next)
}

function ring(): void {
  const now = Date.now()
  const due = [...waits].filter(({ dueAt, setAt }) => dueAt <= now || now < setAt)
  for (const wait of due) waits.delete(wait)
  for (const { listener } of due) listener()
  arm()
}
