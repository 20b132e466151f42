// Figures as a language writes them, for the words of widgets. Each is made once for a language, and used often.

type Language = string

/** Whole numbers. */
export function numberIn(language: Language): (value: number) => string {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  return (value) => format.format(value)
}

/** The time of day; `at` is in epoch milliseconds. */
export function timeIn(language: Language): (at: number) => string {
  const format = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  return (at) => format.format(at)
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** How large a file is. */
export function bytesIn(language: Language): (bytes: number) => string {
  const formats = byteUnits.map(
    (unit) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 2 }),
  )
  return (bytes) => {
    const size = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), formats.length - 1)
    return formats[size]?.format(bytes / 1_000 ** size) ?? String(bytes)
  }
}

/** How long something took or takes, in whole minutes or to the second. */
export function durationIn(language: Language): (seconds: number, precision: 'minutes' | 'seconds') => string {
  const units = (['hour', 'minute', 'second'] as const).map(
    (unit) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }),
  )
  return (seconds, precision) => {
    const whole = Math.floor(seconds)
    const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), precision === 'seconds' ? whole % 60 : 0]
    const last = precision === 'seconds' ? 2 : 1
    const shown = parts.flatMap((part, i) => (part > 0 && i <= last ? [units[i]?.format(part)] : []))
    return shown.length > 0 ? shown.join(' ') : (units[last]?.format(0) ?? '')
  }
}

const minute = 60_000
const ages = [
  ['day', 1_440 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
] as const

/** How long ago something was, and after a week its date; both times in epoch milliseconds. */
export function agoIn(language: Language, nowWord: string): (at: number, now: number) => string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  return (at, now) => {
    const age = Math.max(0, now - at)
    if (age >= 7 * 1_440 * minute) return date.format(at)
    const [unit, ms] = ages.find(([, size]) => age >= size) ?? ['minute', minute]
    return age < minute ? nowWord : relative.format(-Math.floor(age / ms), unit)
  }
}
