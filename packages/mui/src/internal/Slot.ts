import type { SxProps, Theme } from '@mui/material/styles'
import type { ComponentPropsWithRef, ComponentType, ElementType } from 'react'

/** A styled part of a widget: the props of its element, with the owner state that its styles may depend on. */
export type Slot<TElement extends ElementType, TOwnerState> = ComponentType<
  ComponentPropsWithRef<TElement> & {
    ownerState: TOwnerState
    as?: ElementType | undefined
    sx?: SxProps<Theme> | undefined
  }
>
