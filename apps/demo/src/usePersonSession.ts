import { useState } from 'react'

const storageKey = 'telltale-demo-person'

/** The name of who is signed in, and how to change it. */
export type PersonSession = { name: string | null; signIn: (name: string) => void; signOut: () => void }

/** The name of who uses this tab. A tab remembers its person over a reload, and two tabs may be two people. */
export const personOfTab = (): string | null => sessionStorage.getItem(storageKey)

/** Who is signed in. Tokens are not kept. */
export function usePersonSession(): PersonSession {
  const [name, setName] = useState(personOfTab)
  return {
    name,
    signIn: (next) => {
      sessionStorage.setItem(storageKey, next)
      setName(next)
    },
    signOut: () => {
      sessionStorage.removeItem(storageKey)
      setName(null)
    },
  }
}
