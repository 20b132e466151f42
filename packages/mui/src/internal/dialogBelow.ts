import type { PopoverProps } from '@mui/material/Popover'
import type { AriaAttributes, RefObject } from 'react'

type Given = {
  id: string
  label: string
  open: boolean
  onClose: () => void
}

type Dialog = {
  button: Pick<AriaAttributes, 'aria-haspopup' | 'aria-expanded' | 'aria-controls'>
  popover: Pick<PopoverProps, 'open' | 'anchorEl' | 'anchorOrigin' | 'transformOrigin' | 'slotProps'> & {
    onClose: () => void
  }
}

/** The props of a button, and of the Popover below it, which is a dialog of that name. */
export const dialogBelow = (button: RefObject<HTMLElement | null>, { id, label, open, onClose }: Given): Dialog => ({
  button: { 'aria-haspopup': 'dialog', 'aria-expanded': open, 'aria-controls': open ? id : undefined },
  popover: {
    open,
    onClose,
    // MUI asks for the anchor's document while it renders, and a server has none.
    anchorEl: typeof document === 'undefined' ? null : () => button.current,
    anchorOrigin: { vertical: 'bottom', horizontal: 'center' },
    transformOrigin: { vertical: 'top', horizontal: 'center' },
    slotProps: { paper: { id, role: 'dialog', 'aria-label': label, sx: { mt: 0.5 } } },
  },
})
