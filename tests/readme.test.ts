import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test("the README's example is the file that the type check compiles", () => {
  expect(read('../README.md')).toContain(`\`\`\`tsx\n${read('fixtures/readme-example.tsx')}\`\`\`\n`)
})
