'use client'

import type { Line } from '@telltale/client'
import { TelltaleError } from '@telltale/protocol'
import { Component, type ContextType, type ErrorInfo, type ReactNode } from 'react'
import type { RegisteredContract } from './Register.ts'
import { RealtimeContext } from './useLine.ts'

export type RealtimeErrorBoundaryProps = {
  children?: ReactNode
  /** What is shown instead; `retry` renders the children again, and tries the line at once if it waits. */
  fallback: ReactNode | ((failure: { error: TelltaleError; retry: () => void }) => ReactNode)
  /** Told of each error that was caught. */
  onError?: (error: TelltaleError, info: ErrorInfo) => void
}

type State = { error: TelltaleError | null }

/**
 * Shows `fallback` instead of children that throw a `TelltaleError`, and the children again once the line is connected
 * anew (R11). The network's misfortune never throws; what lands here is misuse, or an app's own throwing of an outcome's
 * error. Other errors go on to the next boundary.
 *
 * @example
 * <RealtimeErrorBoundary fallback={({ error, retry }) => <button onClick={retry}>{error.message}</button>}>
 *   <Board />
 * </RealtimeErrorBoundary>
 */
export class RealtimeErrorBoundary extends Component<RealtimeErrorBoundaryProps, State> {
  static override contextType: typeof RealtimeContext = RealtimeContext
  declare context: ContextType<typeof RealtimeContext>
  override state: State = { error: null }
  #stop: (() => void) | null = null

  static getDerivedStateFromError(error: unknown): State {
    if (TelltaleError.is(error)) return { error }
    throw error
  }

  override componentDidCatch(error: TelltaleError, info: ErrorInfo): void {
    this.props.onError?.(error, info)
  }

  /** Children that throw when they are first rendered are never updated. */
  override componentDidMount(): void {
    this.#watch()
  }

  override componentDidUpdate(): void {
    this.#watch()
  }

  override componentWillUnmount(): void {
    this.#stopWatching()
  }

  override render(): ReactNode {
    const { children, fallback } = this.props
    const { error } = this.state
    if (error === null) return children
    return typeof fallback === 'function' ? fallback({ error, retry: this.#retryAtOnce }) : fallback
  }

  readonly #retry = (): void => this.setState({ error: null })

  readonly #retryAtOnce = (): void => {
    this.context?.retryNow()
    this.#retry()
  }

  /** The line may be another one by now. */
  #watch(): void {
    this.#stopWatching()
    if (this.state.error !== null && this.context) this.#stop = watch(this.context, this.#retry)
  }

  #stopWatching(): void {
    this.#stop?.()
    this.#stop = null
  }
}

/** Calls `onBack` each time that the line is connected again. */
function watch({ status }: Line<RegisteredContract>, onBack: () => void): () => void {
  let wasConnected = status.getSnapshot().state === 'connected'
  return status.subscribe(() => {
    const isConnected = status.getSnapshot().state === 'connected'
    if (isConnected && !wasConnected) onBack()
    wasConnected = isConnected
  })
}
