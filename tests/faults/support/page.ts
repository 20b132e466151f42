import { createRealtimeClient } from '../../../packages/client/src/index.ts'

/** What a test looks at from outside. Events of the page's life are named as they come. */
export type Seen = { state: string; synced: boolean; offline: boolean; heard: string[]; life: string[] }

declare global {
  interface Window {
    seen: () => Seen
  }
}

// The page of the tests in Chromium: a client, and no more. Its server is in the address.
const heard: string[] = []
const life: string[] = []
const client = createRealtimeClient({
  url: new URLSearchParams(location.search).get('server') ?? '',
  getToken: () => 'ada',
})
client.on('project:updated', ({ changes }) => heard.push(String(changes['text'])))
client.onGap(({ topic, reason }) => {
  if (topic === 'project:1' && reason !== 'first') heard.push(`gap: ${reason}`)
})
client.join('project:1')
client.connect()

for (const event of ['freeze', 'resume']) document.addEventListener(event, () => life.push(event))
document.addEventListener('visibilitychange', () => life.push(document.visibilityState))
window.addEventListener('pageshow', ({ persisted }) => life.push(persisted ? 'restored' : 'loaded'))

window.seen = () => {
  const { state, synced, offline } = client.status.getSnapshot()
  const isLive = client.topics.getSnapshot().get('project:1')?.state === 'live'
  return { state, synced: synced && isLive, offline, heard: [...heard], life: [...life] }
}
