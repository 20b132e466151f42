import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, vi } from 'vitest'
import { sharedLine, sharedUsageSession } from '../src/index.ts'

setFlagsFromString('--expose-gc')
// The flag counts for contexts that are made from now on.
const collect = runInNewContext('gc') as () => void // V8's own, without a type

type Registries = { [key: symbol]: Map<string, unknown> & WeakMap<object, Map<string, unknown>> }
const registries = globalThis as unknown as Registries // where both keep what they share

it('lines and sessions that nobody refers to any more leave nothing, as where a server renders for many people', async () => {
  const sizes = (): unknown => [
    registries[Symbol.for('telltale.lines')]?.size,
    registries[Symbol.for('telltale.usage')]?.get(globalThis)?.size,
  ]
  for (let person = 0; person < 200; person += 1) {
    const identity = `person ${person}`
    sharedLine({ url: 'https://api.example', identity, getToken: () => identity })
    sharedUsageSession({ identity, getToken: () => identity })
  }
  expect(sizes()).toEqual([200, 200])
  await vi.waitFor(() => {
    collect()
    expect(sizes()).toEqual([0, 0])
  })
})
