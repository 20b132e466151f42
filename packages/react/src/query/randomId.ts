/** 128 random bits. Not `crypto.randomUUID`, which pages on plain http do not have. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('')
