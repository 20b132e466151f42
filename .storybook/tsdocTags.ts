import type { ArgTypesEnhancer } from 'storybook/internal/types'

/** Shows `@defaultValue` in the column for it, where Storybook would leave it in the prose. */
export const readDefaultValues: ArgTypesEnhancer = ({ argTypes }) =>
  mapValues(argTypes, (argType) => {
    const [prose, defaultValue] = argType.description?.split('@defaultValue') ?? []
    if (prose === undefined || defaultValue === undefined) return argType
    const table = { ...argType.table, defaultValue: { summary: defaultValue.trim() } }
    return { ...argType, description: prose.trim(), table }
  })

function mapValues<TValue>(record: Record<string, TValue>, map: (value: TValue) => TValue): Record<string, TValue> {
  const result: Record<string, TValue> = {}
  for (const [key, value] of Object.entries(record)) result[key] = map(value)
  return result
}

type Documented = { __docgenInfo?: { description?: string } } | undefined

/** A component's TSDoc without its tags: the page has examples of its own. */
export const proseOf = (component: Documented): string =>
  component?.__docgenInfo?.description?.split(/^\s*@(?:example|param|throws|see)\b/m)[0]?.trim() ?? ''
