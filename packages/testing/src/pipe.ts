/** One direction of a line: what is pushed arrives later, and in the order in which it was pushed. */
export type Pipe = {
  /** Sends something on its way; it does not set out before `ready`. */
  push: (arrive: () => void, ready?: Promise<void>) => void
  /** Lets arrive what has been waiting for `isFrozen` to end. */
  thaw: () => void
  /** Loses all that is on its way, and all that is pushed from now on. */
  close: () => void
}

/** What a pipe asks of the network that it runs through. */
export type PipePort = {
  /** How long the next parcel travels, in ms; with 0 it arrives before `push` returns, unless others are on their way. */
  travelMs: () => number
  /** While it is, nothing arrives. */
  isFrozen: () => boolean
}

type Parcel = { arrive: () => void; here: boolean; timer?: ReturnType<typeof setTimeout> }

/** Makes one direction of a line. */
export function createPipe({ travelMs, isFrozen }: PipePort): Pipe {
  let parcels: Parcel[] = []
  let delivering = false
  let closed = false

  // No clock is read: a parcel that is here early waits for those before it.
  const deliver = () => {
    if (delivering) return
    delivering = true
    try {
      while (!isFrozen() && parcels[0]?.here) parcels.shift()?.arrive()
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
    thaw: deliver,
    close: () => {
      closed = true
      for (const { timer } of parcels) clearTimeout(timer)
      parcels = []
    },
  }
}
