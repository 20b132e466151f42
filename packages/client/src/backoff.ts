/** Steps of both ladders, in milliseconds. */
const steps = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000] as const

const step = (rung: number): number => steps[Math.min(rung, steps.length - 1)] ?? steps[0]

/**
 * How long to wait after an attempt that never opened. While the outage is young (`rung` 0) clients come back anywhere
 * within a second, so that a short restart heals at once; later they spread over the whole step ("full jitter").
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function unreachableDelay(rung: number, spreadMs: number, random: () => number): number {
  const ceiling = rung === 0 ? 1_000 : step(rung - 1)
  return random() * Math.max(ceiling, spreadMs)
}

/**
 * How long to wait after a line that opened but did not last, a refused handshake or a token that would not come: half
 * fixed, half random. The fixed half is what bounds a server that accepts and drops.
 */
export function unstableDelay(rung: number, random: () => number): number {
  return (step(rung) * (1 + random())) / 2
}

/** How long to wait where a server that refuses names a time: no less than on the ladder, lest it be asked in a loop. */
export function orderedDelay(retryAfterMs: number): number {
  return Math.max(retryAfterMs, steps[0] / 2)
}

/** How long to wait after a stable line was lost: anywhere within the spread that the server asked for. */
export function returnDelay(spreadMs: number, random: () => number): number {
  return random() * spreadMs
}
