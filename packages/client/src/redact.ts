/** Takes out what looks like a JSON Web Token, or comes behind the words for one. */
export function redact(text: string): string {
  return text
    .replaceAll(/\beyJ[\w-]*(\.[\w-]*){1,2}/g, '[token]')
    .replaceAll(/\b(bearer|token|password|secret)([=:]\s*|\s+)[^\s,;&"]{8,}/gi, '$1$2[redacted]')
    .replaceAll(/("(?:token|password|secret)":\s*")[^"]*/gi, '$1[redacted]')
}
