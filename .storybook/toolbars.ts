import type { Preview } from '@storybook/react-vite'
import { type LocaleName, locales } from './locales.ts'
import { looks } from './looks.ts'
import type { ThemeChoice } from './themes.ts'

const titled = (entries: Readonly<Record<string, { title: string }>>) =>
  Object.entries(entries).map(([value, { title }]) => ({ value, title }))

/** What the toolbars are at first; an address names what differs. */
export const initialGlobals = {
  theme: 'light',
  locale: 'en',
  direction: 'auto',
  density: 'comfortable',
  motion: 'system',
  text: '100',
}

/** The toolbars of the book, but for Wire's lamp. Each is a global, and so a part of the address. */
export const globalTypes = {
  theme: {
    description: 'Theme of the widgets, or all of them, each in a frame of its own',
    toolbar: {
      title: 'Theme',
      icon: 'paintbrush',
      dynamicTitle: true,
      items: [...titled(looks), { value: 'all', title: 'All' }],
    },
  },
  locale: {
    description: 'Language of the words',
    toolbar: { title: 'Language', icon: 'globe', dynamicTitle: true, items: titled(locales) },
  },
  direction: {
    description: 'Direction of text and layout; Auto is that of the language',
    toolbar: {
      title: 'Direction',
      dynamicTitle: true,
      items: [
        { value: 'auto', title: 'Auto', icon: 'transfer' },
        { value: 'ltr', title: 'LTR', icon: 'arrowrightalt' },
        { value: 'rtl', title: 'RTL', icon: 'arrowleftalt' },
      ],
    },
  },
  density: {
    description: 'Density of the layout',
    toolbar: {
      title: 'Density',
      icon: 'listunordered',
      dynamicTitle: true,
      items: [
        { value: 'comfortable', title: 'Comfortable' },
        { value: 'compact', title: 'Compact' },
      ],
    },
  },
  motion: {
    description: 'Motion of the widgets: as the system says, or reduced',
    toolbar: {
      title: 'Motion',
      icon: 'play',
      dynamicTitle: true,
      items: [
        { value: 'system', title: 'Motion' },
        { value: 'reduced', title: 'Less motion' },
      ],
    },
  },
  text: {
    description: 'Size of all text',
    toolbar: {
      title: 'Text size',
      icon: 'zoom',
      dynamicTitle: true,
      items: [
        { value: '100', title: '100 %' },
        { value: '200', title: '200 %' },
      ],
    },
  },
} satisfies NonNullable<Preview['globalTypes']>

/** What the toolbars say. */
export type Choice = ThemeChoice & { textPercent: number }

/** Reads the globals, whoever wrote them; what makes no sense counts as it was at first. */
export function readChoice(globals: Readonly<Record<string, unknown>>): Choice {
  const locale: LocaleName = isKey(locales, globals['locale']) ? globals['locale'] : 'en'
  const direction = globals['direction']
  const look = globals['theme']
  return {
    // With "all" this is the first of them; the others have frames of their own.
    look: isKey(looks, look) ? look : 'light',
    locale,
    direction: direction === 'ltr' || direction === 'rtl' ? direction : locales[locale].direction,
    isCompact: globals['density'] === 'compact',
    reducesMotion: globals['motion'] === 'reduced',
    // An address may carry it as a number.
    textPercent: String(globals['text']) === '200' ? 200 : 100,
  }
}

const isKey = <TKey extends string>(record: Readonly<Record<TKey, unknown>>, key: unknown): key is TKey =>
  typeof key === 'string' && Object.hasOwn(record, key)
