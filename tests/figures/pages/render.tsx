// A page with a hundred rows, each about one node of a workflow run, by one of several hands: `?subject=…&server=…`.
import { createRealtimeClient } from '@telltale/client'
import { RealtimeProvider, useWorkflowProgress } from '@telltale/react'
import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { io } from 'socket.io-client'
import { useWebSocket } from 'react-use-websocket/dist/lib/use-websocket'

export type Subject = 'telltale' | 'useState' | 'react-use-websocket' | 'socket.io alone' | 'WebSocket alone'

/** What the page has seen, for those who look at it from outside. */
export type Seen = {
  isReady: boolean
  events: number
  /** Renders of rows, and those that showed nothing new. */
  renders: number
  wasted: number
  commits: number
  frames: number
}

type Progress = { node: string; progress: number }

const seen: Seen = { isReady: false, events: 0, renders: 0, wasted: 0, commits: 0, frames: 0 }
Object.assign(globalThis, { seen })

const query = new URLSearchParams(location.search)
const server = query.get('server') ?? ''
const nodes = Array.from({ length: 100 }, (_, i) => `n${i}`)
const shown = new Map<string, number>()

/** Counts one commit for all rows that it holds. */
let isCommitting = false
function committed(): void {
  if (isCommitting) return
  isCommitting = true
  seen.commits += 1
  queueMicrotask(() => (isCommitting = false))
}

function Row({ node, progress }: { node: string; progress: number }): ReactNode {
  useLayoutEffect(() => {
    seen.renders += 1
    if (shown.get(node) === progress) seen.wasted += 1
    shown.set(node, progress)
    committed()
  })
  return <li id={node}>{progress}</li>
}

function TelltaleRow({ node }: { node: string }): ReactNode {
  const progress = useWorkflowProgress('1', {
    select: ({ nodes: all }) => all.find((one) => one.node === node)?.progress ?? 0,
  })
  return <Row node={node} progress={progress} />
}

function telltale(): ReactNode {
  const client = createRealtimeClient({ url: server, getToken: () => 'ada' })
  client.on('workflow:progress', () => (seen.events += 1))
  client.topics.subscribe(() => (seen.isReady = client.topics.getSnapshot().get('run:1')?.state === 'live'))
  return (
    <RealtimeProvider client={client}>
      {nodes.map((node) => (
        <TelltaleRow key={node} node={node} />
      ))}
    </RealtimeProvider>
  )
}

const connectSocket = () => {
  const socket = io(server, { transports: ['websocket'], auth: { token: 'ada' } })
  socket.on('connect', () => {
    socket.emit('workflow:subscribe', { runId: '1' }, () => (seen.isReady = true))
  })
  return socket
}

/** The hook that one writes first: a state, and a listener that sets it. */
function useNodeProgress(socket: ReturnType<typeof connectSocket>, node: string): number {
  const [progress, setProgress] = useState(0)
  useEffect(() => {
    const heard = (event: Progress): void => {
      if (event.node === node) setProgress(event.progress)
    }
    socket.on('workflow:progress', heard)
    return () => void socket.off('workflow:progress', heard)
  }, [socket, node])
  return progress
}

function StateRow({ socket, node }: { socket: ReturnType<typeof connectSocket>; node: string }): ReactNode {
  return <Row node={node} progress={useNodeProgress(socket, node)} />
}

function plainState(): ReactNode {
  const socket = connectSocket()
  socket.on('workflow:progress', () => (seen.events += 1))
  return nodes.map((node) => <StateRow key={node} socket={socket} node={node} />)
}

function SharedRow({ node }: { node: string }): ReactNode {
  const { lastJsonMessage, readyState } = useWebSocket<Progress | null>(server, {
    share: true,
    filter: (message) => (JSON.parse(String(message.data)) as Progress).node === node,
    ...(node === 'n0' ? { onMessage: () => (seen.events += 1) } : {}),
  })
  useEffect(() => {
    if (readyState === 1) seen.isReady = true
  }, [readyState])
  return <Row node={node} progress={lastJsonMessage?.progress ?? 0} />
}

function alone(): ReactNode {
  connectSocket().on('workflow:progress', () => (seen.events += 1))
  return null
}

function rawAlone(): ReactNode {
  const socket = new WebSocket(server)
  socket.addEventListener('open', () => (seen.isReady = true))
  socket.addEventListener('message', ({ data }) => {
    JSON.parse(String(data))
    seen.events += 1
  })
  return null
}

const subjects: Record<Subject, () => ReactNode> = {
  telltale,
  useState: plainState,
  'react-use-websocket': () => nodes.map((node) => <SharedRow key={node} node={node} />),
  'socket.io alone': alone,
  'WebSocket alone': rawAlone,
}

const root = document.body.appendChild(document.createElement('ul'))
// The page is asked for by the names of this table alone.
createRoot(root).render(subjects[query.get('subject') as Subject]())
const countFrame = (): void => {
  seen.frames += 1
  requestAnimationFrame(countFrame)
}
requestAnimationFrame(countFrame)
