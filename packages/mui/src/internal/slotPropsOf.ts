import { mergeSlotProps } from '@mui/material/utils'

type Given<TOwnerState> = object | ((ownerState: TOwnerState) => object) | undefined

/**
 * The props of one slot: the widget's own with the user's over them. Classes, styles, `sx` and event handlers are joined
 * as MUI's own components join them.
 */
export function slotPropsOf<TOwn extends object, TOwnerState extends object>(
  given: Given<TOwnerState>,
  own: TOwn,
  ownerState: TOwnerState,
): TOwn {
  const props = typeof given === 'function' ? given(ownerState) : given
  // MUI types the merged props as either side's; they are our own, with what the user has put over them.
  return mergeSlotProps(props as undefined, own) as TOwn
}
