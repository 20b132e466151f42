import type { ArgTypesEnhancer, StrictInputType } from 'storybook/internal/types'

type Documented =
  | { __docgenInfo?: { description?: string; props?: Record<string, { description?: string }> } }
  | undefined

/** Shows `@defaultValue` in the column for it. Storybook leaves it in the prose, or out, where it has a line of its own. */
export const readDefaultValues: ArgTypesEnhancer = ({ argTypes, component }) => {
  const props = (component as Documented)?.__docgenInfo?.props // what the bundler's plugin puts on a component
  return mapValues(argTypes, (argType, name) => {
    const [prose, defaultValue] = props?.[name]?.description?.split('@defaultValue') ?? []
    if (prose === undefined || defaultValue === undefined) return argType
    const table = { ...argType.table, defaultValue: { summary: defaultValue.trim().replaceAll('`', '') } }
    return { ...argType, description: prose.trim(), table }
  })
}

/** Shows a union as it is written, where Storybook would say "union", with the control for what is there beside nothing. */
export const readUnions: ArgTypesEnhancer = ({ argTypes }) =>
  mapValues(argTypes, (argType) => {
    const { type, table } = argType
    if (table?.type?.summary !== 'union' || typeof type !== 'object' || type.raw === undefined) return argType
    const summary = type.raw.replace(/ \| undefined$/, '').replace(/^\((.*)\)$/, '$1')
    return { ...argType, ...controlOf(summary), table: { ...table, type: { summary } } }
  })

function controlOf(summary: string): Partial<StrictInputType> {
  const type = summary.replace(' | null', '')
  if (type === 'boolean' || type === 'number' || type === 'string') return { type: { name: type } }
  return type.includes('=>') ? { control: { disable: true } } : {}
}

/** What all widgets have for their looks, for code alone. */
const looks = {
  slots: 'Elements in place of its parts, by their names.',
  slotProps: 'Props of its parts, by their names; a function is given the owner state.',
  classes: 'Class names that its parts get as well, by their names.',
  sx: "MUI's system styles, on the root.",
}

/** Tells of the props that every widget has for its looks, which its types hide from Storybook. */
export const addLooks: ArgTypesEnhancer = ({ argTypes }) => {
  if (!('classes' in argTypes && 'sx' in argTypes)) return argTypes
  const added = mapValues(looks, (description, name) => ({
    ...argTypes[name],
    name,
    description,
    control: { disable: true },
  }))
  return { ...argTypes, ...added }
}

function mapValues<TValue, TResult>(
  record: Readonly<Record<string, TValue>>,
  map: (value: TValue, key: string) => TResult,
): Record<string, TResult> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}

/** A component's TSDoc without its tags: the page has examples of its own. */
export const proseOf = (component: Documented): string =>
  component?.__docgenInfo?.description?.split(/^\s*@(?:example|param|throws|see)\b/m)[0]?.trim() ?? ''
