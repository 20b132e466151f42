import { arEG, deDE, enUS } from '@telltale/mui/locale'

/** A language of the toolbar: where its text begins, and the words that a theme takes as its second argument. */
type Locale = Readonly<{ title: string; direction: 'ltr' | 'rtl'; words: object }>

/** The languages of the book. `words` is a bundle of `@telltale/mui/locale`. */
export const locales = {
  en: { title: 'English', direction: 'ltr', words: enUS },
  de: { title: 'Deutsch', direction: 'ltr', words: deDE },
  ar: { title: 'العربية', direction: 'rtl', words: arEG },
} as const satisfies Record<string, Locale>

export type LocaleName = keyof typeof locales
