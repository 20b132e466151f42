import { createSvgIcon } from '@mui/material/SvgIcon'
import type SvgIcon from '@mui/material/SvgIcon'
import { marks } from '../internal/marks.tsx'
import type { TaskShape } from './taskLook.ts'

/** One mark a shape, told apart without colour and at 16 px. */
export const taskMarks: Readonly<Record<TaskShape, typeof SvgIcon>> = {
  ...marks,
  question: createSvgIcon(
    <path d="M6 8a6 6 0 1 1 9 5.2c-1 .6-1.3 1.1-1.3 2.3h-3.4c0-2.6.8-3.9 2.9-5.2A2.6 2.6 0 1 0 9.4 8zm4.2 9.6h3.6V21h-3.6z" />,
    'TtQuestion',
  ),
}

/** The mark of buttons that take something off the screen. */
export const CloseMark: typeof SvgIcon = createSvgIcon(
  <path d="m19 6.4-1.4-1.4L12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6z" />,
  'TtClose',
)
