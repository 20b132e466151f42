/** The id of the person with a name: "Ada Lovelace" is `ada-lovelace`. Empty when the name has no letter or digit. */
export function toUserId(name: string): string {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-')
}
