/** A bucket that fills by `perSecond` and holds as many. */
export type RateBucket = {
  /** Takes one, or tells in how many milliseconds there will be one; 0 when taken. */
  take: (now: number) => number
}

/** A full bucket at `now` (epoch ms). `perSecond` is at least 1. */
export function createRateBucket(perSecond: number, now: number): RateBucket {
  // Counted in thousandths, so that whole milliseconds stay whole numbers and nothing is lost in rounding.
  const full = perSecond * 1000
  let thousandths = full
  let filledAt = now
  return {
    take: (at) => {
      // A clock that was set back fills nothing, and counts on from there.
      thousandths = Math.min(full, thousandths + Math.max(0, at - filledAt) * perSecond)
      filledAt = at
      if (thousandths < 1000) return Math.ceil((1000 - thousandths) / perSecond)
      thousandths -= 1000
      return 0
    },
  }
}
