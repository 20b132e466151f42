import type { TestProject } from 'vitest/node'
import { serveBook } from '../../scripts/serveBook.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built book is served, for all e2e tests; it ends with a slash. */
    bookUrl: string
  }
}

/** Vitest's global setup of the e2e tests: the book takes longer to build than to look at. */
export default async function serveBookOnce({ provide }: TestProject): Promise<() => Promise<void>> {
  const book = await serveBook()
  provide('bookUrl', book.url)
  return book.close
}
