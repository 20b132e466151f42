import { createSvgIcon } from '@mui/material/SvgIcon'
import type SvgIcon from '@mui/material/SvgIcon'

/** A shape that tells a state without colour. */
export type MarkShape =
  | 'dot'
  | 'half'
  | 'ring'
  | 'arc'
  | 'arrows'
  | 'slash'
  | 'bars'
  | 'triangle'
  | 'check'
  | 'cross'
  | 'square'
  | 'diamond'

const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 4 } as const
const round = { ...stroke, strokeLinecap: 'round' } as const
const circle = { cx: 12, cy: 12, r: 8, ...stroke } as const
const ring = <circle {...circle} />

/** One mark a shape, told apart without colour and at 12 px. */
export const marks: Readonly<Record<MarkShape, typeof SvgIcon>> = {
  dot: createSvgIcon(<circle cx="12" cy="12" r="9" />, 'TtDot'),
  half: createSvgIcon(
    <>
      {ring}
      <path d="M12 4a8 8 0 0 1 0 16z" />
    </>,
    'TtHalf',
  ),
  ring: createSvgIcon(ring, 'TtRing'),
  arc: createSvgIcon(<circle {...circle} strokeDasharray="11 5.75" />, 'TtArc'),
  arrows: createSvgIcon(<path d="M8 2 2 9h4v11h4V9h4zM16 22l6-7h-4V4h-4v11h-4z" />, 'TtArrows'),
  slash: createSvgIcon(
    <>
      {ring}
      <path d="M3 21 21 3" {...round} />
    </>,
    'TtSlash',
  ),
  bars: createSvgIcon(<path d="M5 3h5v18H5zM14 3h5v18h-5z" />, 'TtBars'),
  triangle: createSvgIcon(
    <path d="M12 2 23 21H1zM10.75 9v6h2.5V9zm0 7.5V19h2.5v-2.5z" fillRule="evenodd" />,
    'TtTriangle',
  ),
  check: createSvgIcon(<path d="m4 13 5 5L20 6" {...round} />, 'TtCheck'),
  cross: createSvgIcon(<path d="M5 5l14 14M19 5 5 19" {...round} />, 'TtCross'),
  square: createSvgIcon(<path d="M4 4h16v16H4z" />, 'TtSquare'),
  diamond: createSvgIcon(<path d="m12 1 11 11-11 11L1 12z" />, 'TtDiamond'),
}
