/** Random without a secure context, where `randomUUID` is missing; ids of other tabs must not be the same. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')
