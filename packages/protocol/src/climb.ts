/** The next percentage of what only goes up: 0–100, never below `before`. What is no number changes nothing. */
export function climb(before: number, percent: number | undefined): number {
  const next = Math.min(100, percent ?? before)
  return next > before ? next : before
}
