/** @jsxRuntime classic */
import React, { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import type { WireCommand } from '../shared/messages.ts'
import type { WireGlobals } from '../shared/wireGlobals.ts'
import { CopyButton } from './CopyButton.tsx'
import { EmitTab } from './EmitTab.tsx'
import { lineDetails, lineLook } from './lineLook.ts'
import { LineMark } from './LineMark.tsx'
import { LinkTab } from './LinkTab.tsx'
import { LogTab } from './LogTab.tsx'
import { NoWire } from './NoWire.tsx'
import { PanelRoot } from './PanelRoot.tsx'
import { ScenariosTab } from './ScenariosTab.tsx'
import { useNow } from './useNow.ts'
import { VitalsTab } from './VitalsTab.tsx'
import { WeatherTab } from './WeatherTab.tsx'
import type { WireState } from './WireStore.ts'

/** What every part of the panel works with. */
export type WirePanelProps = {
  state: WireState
  send: (command: WireCommand) => void
  /** What the address says. */
  globals: WireGlobals
  setGlobals: (globals: WireGlobals) => void
}

/** A tab that is not shown keeps what was typed into it. */
export type TabProps = WirePanelProps & { isShown: boolean }

const tabs: readonly { name: string; Content: (props: TabProps) => ReactNode }[] = [
  { name: 'Link', Content: LinkTab },
  { name: 'Weather', Content: WeatherTab },
  { name: 'Emit', Content: EmitTab },
  { name: 'Scenarios', Content: ScenariosTab },
  { name: 'Log', Content: LogTab },
  { name: 'Vitals', Content: VitalsTab },
]

/** Wire's panel: the state of the line above, what can be done to it below. */
export function WirePanel(props: WirePanelProps): ReactNode {
  const { world, link } = props.state
  const [selected, select] = useState(0)
  const id = useId()
  if (world === null) {
    return (
      <PanelRoot>
        <NoWire />
      </PanelRoot>
    )
  }
  const tabId = (index: number) => `${id}-tab-${index}`
  const bodyId = (index: number) => `${id}-body-${index}`
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    const next = (selected + by + tabs.length) % tabs.length
    select(next)
    document.getElementById(tabId(next))?.focus()
  }
  return (
    <PanelRoot>
      <div className="wire-bar">
        <div className="wire-tabs" role="tablist" aria-label="Wire">
          {tabs.map(({ name }, index) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={tabId(index)}
              aria-selected={index === selected}
              aria-controls={bodyId(index)}
              tabIndex={index === selected ? 0 : -1}
              onClick={() => select(index)}
              onKeyDown={move}
            >
              {name}
            </button>
          ))}
        </div>
        <div className="wire-status">
          {link !== null && <LineState link={link} />}
          <CopyButton label="Copy link" text={() => location.href} title="A link to this story as it is now" />
        </div>
      </div>
      {tabs.map(({ name, Content }, index) => (
        // Another story begins with empty tabs.
        <div
          key={`${name} ${world.startedAt}`}
          className="wire-body"
          role="tabpanel"
          id={bodyId(index)}
          aria-labelledby={tabId(index)}
          hidden={index !== selected}
        >
          <Content {...props} isShown={index === selected} />
        </div>
      ))}
    </PanelRoot>
  )
}

/** The line as the story's client sees it. */
function LineState({ link: { status, connections } }: { link: NonNullable<WireState['link']> }): ReactNode {
  const now = useNow(status.retryAt !== null)
  const { words, mark } = lineLook(status)
  return (
    <span className="wire-line" role="group" aria-label="The line">
      <LineMark mark={mark} />
      <strong>{words}</strong>
      <span className="wire-muted wire-cut">{lineDetails(status, connections, now).join(' · ')}</span>
    </span>
  )
}
