/** A language of the toolbar: where its text begins, and the words that a theme takes as its second argument. */
type Locale = Readonly<{ title: string; direction: 'ltr' | 'rtl'; words: object }>

/** The languages of the book. A bundle of `@telltale/mui/locale` goes into `words`; without one a widget speaks English. */
export const locales = {
  en: { title: 'English', direction: 'ltr', words: {} },
  de: { title: 'Deutsch', direction: 'ltr', words: {} },
  ar: { title: 'العربية', direction: 'rtl', words: {} },
} as const satisfies Record<string, Locale>

export type LocaleName = keyof typeof locales
