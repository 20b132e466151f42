/** Something measured, which is good while `value` is at most `bar`. The name ends with the unit. */
export type Figure = { readonly name: string; readonly value: number; readonly bar: number }

/** Whether a figure is worse than its bar; what could not be measured is. */
export const isShort = (figure: Figure): boolean => !(figure.value <= figure.bar)
