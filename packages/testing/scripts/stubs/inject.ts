import { Buffer as BufferOfPackage } from 'buffer/'

export { clearInterval, clearTimeout, setInterval, setTimeout } from './timers.ts'

// Node's own where there is one, so that `Buffer.isBuffer` of the server's handlers agrees with the test's.
const { Buffer: BufferOfNode }: { Buffer?: typeof BufferOfPackage } = globalThis as object
export const Buffer: typeof BufferOfPackage = BufferOfNode ?? BufferOfPackage

export const process: { env: object; nextTick: (run: (...args: unknown[]) => void, ...args: unknown[]) => void } = {
  env: {},
  nextTick: (run, ...args) => queueMicrotask(() => run(...args)),
}
