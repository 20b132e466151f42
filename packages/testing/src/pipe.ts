/** One direction of a line: what is pushed arrives later, and in the order in which it was pushed. */
export type Pipe = {
  /** Sends something on its way; it does not set out before `ready`. */
  push: (arrive: () => void, ready?: Promise<void>) => void
  /** Loses all that is on its way, and all that is pushed from now on. */
  close: () => void
}

type Parcel = { arrive: () => void; here: boolean; timer?: ReturnType<typeof setTimeout> }

/**
 * @param travelMs - how long the next parcel travels; with 0 it arrives before `push` returns, unless others are on
 * their way.
 */
export function createPipe(travelMs: () => number): Pipe {
  let parcels: Parcel[] = []
  let delivering = false
  let closed = false

  // No clock is read: a parcel that is here early waits for those before it.
  const deliver = () => {
    if (delivering) return
    delivering = true
    try {
      while (parcels[0]?.here) parcels.shift()?.arrive()
    } finally {
      delivering = false
    }
  }

  return {
    push: (arrive, ready) => {
      if (closed) return
      const parcel: Parcel = { arrive, here: false }
      parcels.push(parcel)
      const isHere = () => {
        parcel.here = true
        deliver()
      }
      const setOut = () => {
        if (closed) return
        const ms = travelMs()
        if (ms > 0) parcel.timer = setTimeout(isHere, ms)
        else isHere()
      }
      if (ready) void ready.then(setOut)
      else setOut()
    },
    close: () => {
      closed = true
      for (const { timer } of parcels) clearTimeout(timer)
      parcels = []
    },
  }
}
