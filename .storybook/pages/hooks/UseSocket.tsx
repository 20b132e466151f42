import { useSocket } from '@telltale/react'

export function UseSocket() {
  const { state, connect, disconnect } = useSocket()
  return (
    <p>
      {state.connected
        ? 'The line is open. '
        : state.connecting
          ? 'The line is being opened. '
          : 'The line is closed. '}
      <button onClick={state.connected ? disconnect : connect}>{state.connected ? 'Disconnect' : 'Connect'}</button>
    </p>
  )
}
