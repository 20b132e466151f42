/** What a WebSocket carries, with `arraybuffer` as its `binaryType`. */
export type Frame = string | ArrayBuffer

/** A bare WebSocket: its frames as they come, none of them lost. */
export type RawLine = {
  /** The next frame that nobody has taken yet; rejects when the line closes instead. */
  next: () => Promise<Frame>
  /** Takes frames up to the first that starts so. */
  until: (start: string) => Promise<Frame>
  /** All frames so far. */
  readonly heard: readonly Frame[]
  send: (...frames: (string | Uint8Array<ArrayBuffer>)[]) => void
  /** Resolves when it is open. */
  readonly opened: Promise<void>
  /** The code by which it closed. */
  readonly closed: Promise<number>
  /** Whether it is open now. */
  readonly isOpen: boolean
  close: () => void
}

/** Opens a WebSocket to a server as no client of Socket.IO would; it fails the test that waits for a frame in vain. */
export function rawLine(url: string, query = 'EIO=4&transport=websocket'): RawLine {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${query}`)
  socket.binaryType = 'arraybuffer'
  const heard: Frame[] = []
  const waiting: { take: (frame: Frame) => void; fail: (error: Error) => void }[] = []
  let taken = 0
  let over = false

  const settle = () => {
    for (let frame = heard[taken]; frame !== undefined && waiting.length > 0; frame = heard[taken]) {
      taken += 1
      waiting.shift()?.take(frame)
    }
    if (over) for (const { fail } of waiting.splice(0)) fail(new Error('the line has closed'))
  }
  socket.addEventListener('message', ({ data }) => {
    heard.push(data)
    settle()
  })
  const opened = new Promise<void>((resolve) => {
    socket.addEventListener('open', () => resolve())
  })
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener('close', ({ code }) => {
      over = true
      resolve(code)
      settle()
    })
  })
  const next = () =>
    new Promise<Frame>((take, fail) => {
      waiting.push({ take, fail })
      settle()
    })

  return {
    next,
    until: async (start) => {
      let frame = await next()
      // oxlint-disable-next-line no-await-in-loop -- one frame after the other
      while (!String(frame).startsWith(start)) frame = await next()
      return frame
    },
    heard,
    send: (...frames) => {
      for (const frame of frames) socket.send(frame)
    },
    opened,
    closed,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN
    },
    close: () => socket.close(),
  }
}
