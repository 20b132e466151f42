// Captured when the module loads, so that a fake clock that is installed later does not hold it back.
const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void }

/** Runs something after all microtasks and Node's `nextTick`s of now, in real time whatever the clock. */
export const macrotask: (run: () => void) => void =
  setImmediate ??
  ((run) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      run()
    }
    port2.postMessage(null)
  })
