// Figures as a language writes them, for the words of widgets. Formats are costly to make: each is made once.

/** Whole numbers. */
export function numberIn(language: string): (value: number) => string {
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  return (value) => format.format(value)
}

/** Percent, 0–100; what is not reached is not told. */
export function percentIn(language: string): (progress: number) => string {
  const format = new Intl.NumberFormat(language, { style: 'percent' })
  return (progress) => format.format(Math.floor(progress) / 100)
}

/** A number with what is counted, in each form of plural that the language has; the number stands for `#`. */
export function countIn<TForm extends Intl.LDMLPluralRule>(
  language: string,
): (count: number, forms: Readonly<Record<TForm, string>>) => string {
  const rules = new Intl.PluralRules(language)
  const number = numberIn(language)
  // Whoever names a language names its forms.
  return (count, forms) => forms[rules.select(count) as TForm].replace('#', number(count))
}

/** Whole units of something that is measured. */
export function unitIn(language: string, unit: string): (value: number) => string {
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  })
  return (value) => format.format(value)
}

/** The time of day; `at` is in epoch milliseconds. */
export function timeIn(language: string): (at: number) => string {
  const format = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  return (at) => format.format(at)
}

/** How large a file is. */
export function bytesIn(language: string): (bytes: number) => string {
  const options = { style: 'unit', unitDisplay: 'short', maximumSignificantDigits: 2 } as const
  const formats = ['byte', 'kilobyte', 'megabyte', 'gigabyte'].map(
    (unit) => new Intl.NumberFormat(language, { ...options, unit }),
  )
  return (bytes) => {
    const size = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), formats.length - 1)
    return formats[size]?.format(bytes / 1_000 ** size) ?? ''
  }
}

/** How long something takes, in whole minutes or to the second. */
export function durationIn(language: string): (seconds: number, precision: 'minutes' | 'seconds') => string {
  const units = ['hour', 'minute', 'second'].map((unit) => unitIn(language, unit))
  return (seconds, precision) => {
    const whole = Math.floor(seconds)
    const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), precision === 'seconds' ? whole % 60 : 0]
    const last = precision === 'seconds' ? 2 : 1
    const shown = parts.flatMap((part, i) => (part > 0 && i <= last ? [units[i]?.(part)] : []))
    return shown.length > 0 ? shown.join(' ') : (units[last]?.(0) ?? '')
  }
}

/** How long something will take, as roughly as is worth telling; `null` for a few seconds. */
export function roughlyIn(language: string): (seconds: number) => string | null {
  const [hours, minutes, tens] = ['hour', 'minute', 'second'].map((unit) => unitIn(language, unit))
  return (seconds) => {
    if (seconds < 10) return null
    if (seconds < 55) return tens?.(Math.ceil(seconds / 10) * 10) ?? null
    if (seconds < 5_400) return minutes?.(Math.max(1, Math.round(seconds / 60))) ?? null
    return hours?.(Math.round(seconds / 3_600)) ?? null
  }
}

const minute = 60_000
const ages = [
  ['day', 1_440 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
] as const

/** The day of something: today, yesterday, and before that its date; both times in epoch milliseconds. */
export function dayIn(language: string): (at: number, now: number) => string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const date = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' })
  const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0)
  return (at, now) => {
    // Days are not all as long as each other.
    const days = Math.max(0, Math.round((midnight(now) - midnight(at)) / (1_440 * minute)))
    return days < 2 ? relative.format(-days, 'day') : date.format(at)
  }
}

/** How long ago something was, and after a week its date; both times in epoch milliseconds. */
export function agoIn(language: string): (at: number, now: number) => string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  return (at, now) => {
    const age = Math.max(0, now - at)
    if (age >= 7 * 1_440 * minute) return date.format(at)
    const [unit, ms] = ages.find(([, size]) => age >= size) ?? ['second', Infinity]
    return relative.format(-Math.floor(age / ms), unit)
  }
}
