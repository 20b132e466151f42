import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test("the README's example is the file that the type check compiles", () => {
  expect(read('../README.md')).toContain(`\`\`\`tsx\n${read('fixtures/readme-example.tsx')}\`\`\`\n`)
})

test('S3 the recipes of the guide are the file that the type check compiles', () => {
  expect(read('../docs/guides/react-query.md')).toContain(`\`\`\`tsx\n${read('fixtures/query-recipes.tsx')}\`\`\`\n`)
})
