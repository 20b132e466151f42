/** @jsxRuntime classic */
import React, { type ReactNode, useState } from 'react'

export type CopyButtonProps = {
  label: string
  title?: string
  /** Asked when it is pressed. */
  text: () => string
  disabled?: boolean
  /** Given what was copied, or would have been where the browser forbids it. */
  onCopy?: (text: string) => void
}

/** Copies a text, and says whether it did. */
export function CopyButton({ label, title, text, disabled, onCopy }: CopyButtonProps): ReactNode {
  const [outcome, setOutcome] = useState('')
  const copy = async () => {
    const copied = text()
    onCopy?.(copied)
    try {
      // Missing on pages that are not served securely, and refused to some.
      await navigator.clipboard.writeText(copied)
      setOutcome('Copied')
    } catch {
      setOutcome('This page may not copy')
    }
    setTimeout(() => setOutcome(''), 2000)
  }
  return (
    <>
      <span className="wire-muted" role="status">
        {outcome}
      </span>
      <button type="button" title={title} disabled={disabled} onClick={() => void copy()}>
        {label}
      </button>
    </>
  )
}
