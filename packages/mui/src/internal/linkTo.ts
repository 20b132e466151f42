const opens = /^(?!javascript:)(?:[a-z\d+.-]+:|[^&:/?#]*(?:[/?#]|$))/i

/** An address that came over the wire, unless it would run as code in this page. */
export const linkTo = (address: string | undefined): string | undefined =>
  address !== undefined && opens.test(address) ? address : undefined
