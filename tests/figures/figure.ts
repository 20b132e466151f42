/** Something measured, which is good while `value` is at most `bar`. The name ends with the unit. */
export type Figure = { readonly name: string; readonly value: number; readonly bar: number }

/** Whether a figure is worse than its bar; what could not be measured is. */
export const isShort = (figure: Figure): boolean => !(figure.value <= figure.bar)

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** To so many places behind the point. */
export const round = (value: number, places = 3): number => Math.round(value * 10 ** places) / 10 ** places
