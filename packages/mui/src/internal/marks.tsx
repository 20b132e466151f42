import { createSvgIcon } from '@mui/material/SvgIcon'
import type SvgIcon from '@mui/material/SvgIcon'
import type { ChipShape } from '../ConnectionChip/chipLook.ts'
import { marks as lineMarks } from '../ConnectionChip/marks.tsx'

const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 4, strokeLinecap: 'round' } as const

/** A shape that tells a state without colour. */
export type MarkShape = ChipShape | 'check' | 'cross' | 'square' | 'diamond'

/** One mark a shape, told apart without colour and at 12 px. */
export const marks: Readonly<Record<MarkShape, typeof SvgIcon>> = {
  ...lineMarks,
  check: createSvgIcon(<path d="m4 13 5 5L20 6" {...stroke} />, 'TtCheck'),
  cross: createSvgIcon(<path d="M5 5l14 14M19 5 5 19" {...stroke} />, 'TtCross'),
  square: createSvgIcon(<path d="M4 4h16v16H4z" />, 'TtSquare'),
  diamond: createSvgIcon(<path d="m12 1 11 11-11 11L1 12z" />, 'TtDiamond'),
}
