import type { ConnectionChipLocaleText } from './connectionChipLocaleText.ts'

/** Longer than English, for the book. */
export const germanText: Partial<ConnectionChipLocaleText> = {
  reconnecting: 'Verbindung wird wiederhergestellt',
  retryIn: (seconds) => `in ${seconds} s`,
  retryNow: 'Jetzt erneut versuchen',
  details: 'Verbindung',
  attempt: (count) => `Versuch ${count}`,
  nextTry: (seconds) => `nächster Versuch in ${seconds} s`,
}

/** From right to left, with digits of its own, for the book. */
export const persianText: Partial<ConnectionChipLocaleText> = {
  waitingForNetwork: 'آفلاین',
  retryNow: 'تلاش دوباره',
  details: 'اتصال',
  pendingWrites: (count) => `${count.toLocaleString('fa')} تغییر در انتظار ارسال`,
}
