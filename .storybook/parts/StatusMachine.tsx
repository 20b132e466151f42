import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import { styled } from '@mui/material/styles'
import Typography from '@mui/material/Typography'
import { type Phase, useWebSocketStatus } from '@telltale/react'
import { type ReactNode, useState } from 'react'
import { phases } from './phases.ts'
import { edges } from './statusEdges.ts'

/** The picture's own units; it grows with its place. */
const width = 360
const height = 424
const node = { width: 96, height: 34 }

/** The middle of each phase. */
const places: Readonly<Record<Phase, readonly [x: number, y: number]>> = {
  idle: [112, 40],
  disposed: [256, 40],
  authenticating: [112, 118],
  opening: [256, 118],
  waiting: [64, 200],
  offline: [180, 200],
  suspended: [296, 200],
  syncing: [64, 304],
  ready: [180, 304],
  probing: [296, 304],
  failed: [180, 388],
}

type Group = { label: string; top: number; height: number; isAtEnd?: boolean }
const groups: readonly Group[] = [
  { label: 'disconnected', top: 4, height: 62 },
  { label: 'connecting · reconnecting', top: 76, height: 150, isAtEnd: true },
  { label: 'connected', top: 266, height: 74 },
  { label: 'failed', top: 350, height: 62 },
]

const Picture = styled('div')({
  position: 'relative',
  direction: 'ltr',
  width: '100%',
  minWidth: '16rem',
  maxWidth: 620,
  aspectRatio: `${width} / ${height}`,
  '& svg': { position: 'absolute', inset: 0, width: '100%', height: '100%', overflow: 'visible' },
})

const Group = styled('rect')(({ theme }) => ({
  fill: 'none',
  stroke: (theme.vars ?? theme).palette.divider,
  rx: 10,
  '@media (forced-colors: active)': { stroke: 'GrayText' },
}))

const GroupLabel = styled('text')(({ theme }) => ({
  fill: (theme.vars ?? theme).palette.text.secondary,
  fontFamily: theme.typography.fontFamily,
  fontSize: 11,
  // The picture is smaller there, and its letters must not be.
  '@container (max-width: 400px)': { fontSize: 14 },
  '@media (forced-colors: active)': { fill: 'CanvasText' },
}))

const Way = styled('path')(({ theme }) => ({
  fill: 'none',
  stroke: (theme.vars ?? theme).palette.text.secondary,
  strokeWidth: 1,
  '&[data-taken]': { stroke: (theme.vars ?? theme).palette.primary.main, strokeWidth: 2.5 },
  '@media (forced-colors: active)': { stroke: 'CanvasText', '&[data-taken]': { stroke: 'Highlight' } },
}))

const Place = styled(ButtonBase)(({ theme }) => ({
  position: 'absolute',
  transform: 'translate(-50%, -50%)',
  width: `${(100 * node.width) / width}%`,
  height: `${(100 * node.height) / height}%`,
  minHeight: 24,
  border: `1px solid ${(theme.vars ?? theme).palette.text.secondary}`,
  borderRadius: 8,
  backgroundColor: (theme.vars ?? theme).palette.background.paper,
  color: (theme.vars ?? theme).palette.text.primary,
  fontFamily: theme.typography.fontFamily,
  fontSize: 'clamp(0.625rem, 2.6cqi, 0.9375rem)',
  '&:focus-visible': { outline: `3px solid ${(theme.vars ?? theme).palette.primary.main}`, outlineOffset: 2 },
  // Not by colour alone: a mark before the word, and a frame of twice the weight.
  '&[aria-current]': {
    borderWidth: 3,
    borderColor: (theme.vars ?? theme).palette.primary.main,
    fontWeight: 700,
    '&::before': { content: '"● "', whiteSpace: 'pre', color: (theme.vars ?? theme).palette.primary.main },
  },
  '@media (forced-colors: active)': {
    '&[aria-current]': { borderColor: 'Highlight', '&::before': { color: 'Highlight' } },
  },
}))

// A picture of large text is wider than a phone, and scrolls by itself.
const container = { containerType: 'inline-size', overflowX: 'auto' }
const columns = {
  display: 'grid',
  gap: 3,
  '@container (min-width: 720px)': { gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)' },
}
const telling = { minHeight: '8em' }

/** Where a live line stands, on a map of all places where it can stand. A press on one tells what it is. */
export function StatusMachine({ children }: { children: ReactNode }): ReactNode {
  const { phase, state } = useWebSocketStatus()
  const [asked, setAsked] = useState<Phase | null>(null)
  const [way, setWay] = useState<{ from: Phase | null; to: Phase }>({ from: null, to: phase })
  if (way.to !== phase) setWay({ from: way.to, to: phase })
  const told = asked ?? phase

  return (
    <Box sx={container}>
      <Box sx={columns}>
        <Picture role="group" aria-label="The states of a connection">
          <svg viewBox={`0 0 ${width} ${height}`} aria-hidden>
            <defs>
              <marker
                id="arrow"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                markerUnits="userSpaceOnUse"
                orient="auto"
              >
                <path d="M0 0L8 4L0 8z" fill="context-stroke" />
              </marker>
            </defs>
            {groups.map(({ label, top, height: groupHeight, isAtEnd }) => (
              <g key={label}>
                <Group x={0.5} y={top} width={width - 1} height={groupHeight} />
                <GroupLabel x={isAtEnd ? width - 16 : 16} y={top + 14} textAnchor={isAtEnd ? 'end' : 'start'}>
                  {label}
                </GroupLabel>
              </g>
            ))}
            {edges.map(({ path, from, to }) => (
              <Way
                key={path}
                d={path}
                markerEnd="url(#arrow)"
                data-taken={way.from !== null && from.includes(way.from) && to === way.to ? '' : undefined}
              />
            ))}
          </svg>
          {Object.entries(places).map(([name, [x, y]]) => (
            <Place
              key={name}
              // The keys of `places` are the phases.
              onClick={() => setAsked(name as Phase)}
              aria-current={name === phase ? 'true' : undefined}
              aria-pressed={name === told}
              focusRipple={false}
              style={{ left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%` }}
            >
              {name}
            </Place>
          ))}
        </Picture>
        <div>
          <Typography gutterBottom>
            <bdi>
              Now: <strong>{state}</strong>, {phase}.
            </bdi>
          </Typography>
          <Typography sx={telling}>
            <bdi>
              <strong>{told}</strong>: {phases[told].says} It ends so: {phases[told].ends}
            </bdi>
          </Typography>
          {children}
        </div>
      </Box>
    </Box>
  )
}
