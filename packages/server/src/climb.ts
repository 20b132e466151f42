/** The next percentage of what only goes up: 0–100, never below `before`; what is no number changes nothing. */
export function climb(before: number, percent: number): number {
  return Number.isNaN(percent) ? before : Math.max(before, Math.min(100, percent))
}
