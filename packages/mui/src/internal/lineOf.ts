/** Facts in a line, as they are shown. The dot between them is a mark, of no language; `joined` of the words is for the ear. */
export const lineOf = (facts: readonly (string | false | null | undefined)[]): string =>
  facts.filter(Boolean).join(' · ')
