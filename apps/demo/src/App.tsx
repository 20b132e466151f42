import { QueryClientProvider } from '@tanstack/react-query'
import { RealtimeProvider } from '@telltale/react'
import { useCallback } from 'react'
import { contract } from './contract.ts'
import { fetchToken } from './fetchToken.ts'
import { queryClient } from './records/sync.ts'
import { SignIn } from './SignIn.tsx'
import { usePersonSession } from './usePersonSession.ts'
import { Workspace } from './Workspace.tsx'

/** The demo: who are you, then everything that is live for that person. */
export function App() {
  const { name, signIn, signOut } = usePersonSession()
  const getToken = useCallback(({ signal }: { signal: AbortSignal }) => fetchToken(name ?? '', signal), [name])
  if (name === null) return <SignIn onSignIn={signIn} />
  return (
    <QueryClientProvider client={queryClient}>
      <RealtimeProvider key={name} contract={contract} getToken={getToken}>
        <Workspace
          name={name}
          onSignOut={() => {
            // What one person fetched is not for the next.
            queryClient.clear()
            signOut()
          }}
        />
      </RealtimeProvider>
    </QueryClientProvider>
  )
}
