import type { SxProps, Theme } from '@mui/material/styles'
import type { ComponentPropsWithRef, ComponentType, ElementType } from 'react'

/** A styled part of a widget: it can be another element, and its styles may depend on the widget's state. */
export type StyledSlot<TElement extends ElementType, TOwnerState> = ComponentType<
  ComponentPropsWithRef<TElement> & {
    ownerState: TOwnerState
    as?: ElementType | undefined
    sx?: SxProps<Theme> | undefined
  }
>
