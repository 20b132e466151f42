type Wait = { dueAt: number; listener: () => void }

// One timer for all widgets of a page, armed only while one of them waits and the page is seen.
const waits = new Set<Wait>()
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Calls `listener` once when `dueAt` has come, together with all others that are due then; returns how to call it off.
 * While the page is hidden nothing is called; what came due meanwhile is, as soon as it is seen again.
 */
export function callAt(dueAt: number, listener: () => void): () => void {
  const wait: Wait = { dueAt, listener }
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
  const next = Math.min(...[...waits].map(({ dueAt }) => dueAt))
  timer = setTimeout(ring, Math.max(0, next - Date.now()))
}

function ring(): void {
  const now = Date.now()
  const due = [...waits].filter(({ dueAt }) => dueAt <= now)
  for (const wait of due) waits.delete(wait)
  for (const { listener } of due) listener()
  arm()
}
