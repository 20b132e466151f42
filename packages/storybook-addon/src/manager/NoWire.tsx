/** @jsxRuntime classic */
import React from 'react'
import type { ReactNode } from 'react'

const example = `export const Live: Story = {
  parameters: { wire: { user: 'ada' } },
}`

/** For stories without a wire: what it would take. */
export const NoWire = (): ReactNode => (
  <div className="wire-body">
    <h3>This story has no wire</h3>
    <p>
      A story with <code>parameters.wire</code> runs a real server inside the page, and a client that talks to it. Then
      its line can be dropped, slowed and spoken on from here.
    </p>
    <pre>{example}</pre>
  </div>
)
