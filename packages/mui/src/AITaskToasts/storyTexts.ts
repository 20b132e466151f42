import type { AITaskToastsLocaleText } from './aiTaskToastsLocaleText.ts'

/** Longer than English, for the book. */
export const germanText: Partial<AITaskToastsLocaleText> = {
  tasks: 'Aufgaben im Hintergrund',
  disconnected: 'Die Verbindung ist unterbrochen. Auf dem Server läuft die Aufgabe weiter.',
  cancel: 'Aufgabe abbrechen',
  retry: 'Noch einmal versuchen',
  hide: 'Ausblenden',
  percent: (progress) => `${progress.toLocaleString('de', { maximumFractionDigits: 0 })} %`,
}

/** From right to left, with digits of its own, for the book. */
export const persianText: Partial<AITaskToastsLocaleText> = {
  tasks: 'کارهای پس‌زمینه',
  cancel: 'لغو',
  retry: 'تلاش دوباره',
  view: 'نمایش',
  hide: 'پنهان کردن',
  percent: (progress) => `${progress.toLocaleString('fa', { maximumFractionDigits: 0 })}٪`,
  step: ({ index, count, name }) => `مرحله ${index.toLocaleString('fa')} از ${count.toLocaleString('fa')}: ${name}`,
  more: (count) => `${count.toLocaleString('fa')} کار دیگر`,
}
