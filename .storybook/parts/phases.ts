import type { Phase } from '@telltale/react'

/** What a phase of the line is, and how it ends. */
export const phases: Readonly<Record<Phase, { says: string; ends: string }>> = {
  idle: { says: 'Nobody wants the line.', ends: 'A component that uses it mounts, or somebody calls connect().' },
  authenticating: {
    says: 'getToken is asked for a token.',
    ends: 'The token comes, or after 10 s it counts as failed.',
  },
  opening: { says: 'The socket is being opened.', ends: 'It opens, is refused, or after 10 s counts as unreachable.' },
  syncing: { says: 'The line is open; what was missed is being asked for.', ends: 'The answer comes.' },
  ready: { says: 'The line is open, and all is known.', ends: 'It is lost, or there is a sign that it may be.' },
  probing: {
    says: 'There is a doubt, so the server is asked.',
    ends: 'Anything comes over the line, or nothing for 5 s.',
  },
  waiting: {
    says: 'The next attempt is due at retryAt.',
    ends: 'The time comes, the network returns, or somebody retries.',
  },
  offline: { says: 'The device has no network.', ends: 'The network returns. It is looked for every 30 s as well.' },
  suspended: { says: 'The page does not run: frozen, or kept for later.', ends: 'It runs again.' },
  failed: { says: 'Another attempt could only be refused again.', ends: 'retryNow(), connect(), or another person.' },
  disposed: { says: 'The client was destroyed.', ends: 'Never.' },
}
