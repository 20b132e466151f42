/** The text of an error without the mark that tells developers where it comes from. */
export const withoutPrefix = (message: string): string => message.replace(/^\[telltale\] /, '')
