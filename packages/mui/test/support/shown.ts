const told = ['role', 'aria-label', 'aria-valuenow', 'aria-valuetext', 'aria-expanded', 'tabindex', 'href', 'title']

/** All that is told on the page, by words, by attributes and by bars. */
export const shown = (): string[] =>
  [...document.body.querySelectorAll<HTMLElement>('*:not(style, script)')].map((element) =>
    [
      ...[...element.childNodes].flatMap((node) => (node instanceof Text ? node.data : [])),
      ...told.flatMap((name) => (element.hasAttribute(name) ? `${name}=${element.getAttribute(name)}` : [])),
      element.style.getPropertyValue('--p'),
    ].join(' '),
  )
