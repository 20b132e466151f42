export { arEG } from './arEG.ts'
export { deDE } from './deDE.ts'
export { enUS } from './enUS.ts'
export type { WidgetLocale, WidgetTexts } from './WidgetLocale.ts'
