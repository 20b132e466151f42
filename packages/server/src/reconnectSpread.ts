/** Clients that may come back all at once. */
const clientsAtOnce = 50
/** Handshakes that one node takes. */
const handshakesPerSecond = 500

/** Over how long clients should spread when they come back, in ms. */
export function reconnectSpreadMs(clients: number): number {
  return clients <= clientsAtOnce ? 0 : Math.ceil((clients / handshakesPerSecond) * 1000)
}

/** Calls `notify` with a new spread when the number of clients has doubled or halved since the last time. */
export function createSpreadNotice(notify: (spreadMs: number) => void): (clients: number) => void {
  // Below that number the spread is 0, and there is nothing to tell.
  let told = clientsAtOnce
  return (clients) => {
    const counted = Math.max(clients, clientsAtOnce)
    if (counted < told * 2 && counted > told / 2) return
    told = counted
    notify(reconnectSpreadMs(clients))
  }
}
