import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const list = (folder: string) => readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: 'utf8' })

test("the README's example is the file that the type check compiles", () => {
  expect(read('../README.md')).toContain(`\`\`\`tsx\n${read('fixtures/readme-example.tsx')}\`\`\`\n`)
})

test("the addon's example is a story that is run", () => {
  const story = `\`\`\`tsx\n${read('fixtures/recipes/tunnel.stories.tsx')}\`\`\`\n`
  expect(read('../packages/storybook-addon/README.md')).toContain(story)
})

const fixtures = list('fixtures').filter((file) => file.endsWith('.tsx'))

test.each(list('../docs/guides'))('each example of the guide %s is a file that the type check compiles', (guide) => {
  const examples = [...read(`../docs/guides/${guide}`).matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, code]) => code)
  expect(examples.length).toBeGreaterThan(0)
  const compiled = fixtures.map((file) => read(`fixtures/${file}`))
  for (const example of examples) expect(compiled).toContain(example)
})
