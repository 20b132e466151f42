import { RealtimeProvider } from '@telltale/react'
import { useCallback } from 'react'
import { contract } from './contract.ts'
import { fetchToken } from './fetchToken.ts'
import { SignIn } from './SignIn.tsx'
import { usePersonSession } from './usePersonSession.ts'
import { Workspace } from './Workspace.tsx'

/** The demo: who are you, then everything that is live for that person. */
export function App() {
  const { name, signIn, signOut } = usePersonSession()
  const getToken = useCallback(({ signal }: { signal: AbortSignal }) => fetchToken(name ?? '', signal), [name])
  if (name === null) return <SignIn onSignIn={signIn} />
  return (
    <RealtimeProvider key={name} contract={contract} getToken={getToken}>
      <Workspace name={name} onSignOut={signOut} />
    </RealtimeProvider>
  )
}
