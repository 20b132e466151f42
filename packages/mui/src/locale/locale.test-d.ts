import { type ComponentsPropsList, createTheme } from '@mui/material/styles'
import type {} from '../themeAugmentation.ts'
import { describe, expectTypeOf, it } from 'vitest'
import { deDE, type WidgetLocale, type WidgetTexts } from './index.ts'
import { toLocale } from './WidgetLocale.ts'

type WidgetName = Extract<keyof ComponentsPropsList, `Tt${string}`>

describe('a locale', () => {
  it('has the words of every widget that a theme knows', () => {
    expectTypeOf<keyof WidgetTexts>().toEqualTypeOf<WidgetName>()
  })

  it('has every word of each, as the widget takes them', () => {
    type Taken = { [name in WidgetName]: Required<NonNullable<ComponentsPropsList[name]['localeText']>> }
    expectTypeOf<WidgetTexts>().toExtend<Taken>()
    expectTypeOf<Taken>().toExtend<WidgetTexts>()
  })

  it('is refused where a widget or a word is missing', () => {
    const { TtUsageMeter, ...others } = {} as WidgetTexts
    // @ts-expect-error -- a widget is missing
    toLocale(others)
    const { near, ...words } = TtUsageMeter
    // @ts-expect-error -- a word is missing
    toLocale({ ...others, TtUsageMeter: words })
    expectTypeOf(near).toBeString()
  })

  it('is a further argument of createTheme', () => {
    expectTypeOf(deDE).toEqualTypeOf<WidgetLocale>()
    createTheme({ palette: { mode: 'dark' } }, deDE)
  })
})
