import type { ElementType } from 'react'
import { slotPropsOf } from './slotPropsOf.ts'

type Given<TSlot extends string, TOwnerState> = {
  slots: { readonly [slot in TSlot]?: ElementType | undefined }
  slotProps: { readonly [slot in TSlot]?: object | ((ownerState: TOwnerState) => object) | undefined }
  /** From the class of a part to its class name. */
  classOf: (slot: TSlot) => string
  classes: { readonly [slot in TSlot]?: string | undefined } | undefined
  className?: string | undefined
  ownerState: TOwnerState
}

/** The props of a part: ours, with the user's over them, and the element that it is to be. */
export type Parts<TSlot extends string, TOwnerState> = <TProps extends object>(
  slot: TSlot,
  props?: TProps,
) => TProps & { className: string; as?: ElementType; ownerState: TOwnerState }

/** Gives the parts of a widget their props: class names, `slotProps` over our own, and the element of `slots`. */
export function partsOf<TSlot extends string, TOwnerState extends object>({
  slots,
  slotProps,
  classOf,
  classes,
  className,
  ownerState,
}: Given<TSlot, TOwnerState>): Parts<TSlot, TOwnerState> {
  return <TProps extends object>(slot: TSlot, props: TProps = {} as TProps) => {
    const names = [classOf(slot), classes?.[slot], slot === 'root' && className].filter(Boolean).join(' ')
    return {
      ...slotPropsOf(slotProps[slot], { ...props, className: names }, ownerState),
      ...(slots[slot] && { as: slots[slot] }),
      ownerState,
    }
  }
}
