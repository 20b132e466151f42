/** What a fake clock takes over in a test of components, so that frames come with virtual time and React's own work does not wait for it. */
export const virtualTime = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'Date',
  'performance',
] as const
