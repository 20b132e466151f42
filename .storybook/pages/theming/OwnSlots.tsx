import Button, { type ButtonProps } from '@mui/material/Button'
import { OfflineBannerView, type OfflineBannerViewProps } from '@telltale/mui'

const Loud = (props: ButtonProps) => <Button {...props} variant="contained" color="primary" />

/** A part of your own, and more for one that stays. */
export function OwnSlots(props: OfflineBannerViewProps) {
  return (
    <OfflineBannerView {...props} slots={{ retryButton: Loud }} slotProps={{ title: { style: { fontWeight: 800 } } }} />
  )
}
