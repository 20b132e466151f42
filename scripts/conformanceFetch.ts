// The suites in Node. They take it for a browser, because that one brings its own chai and fetch.
import { serverOf } from './conformanceWorld.ts'

Object.assign(globalThis, {
  window: globalThis,
  fetch: (url: string, init?: RequestInit) => serverOf(url).fetch(new Request(url, init)),
})
