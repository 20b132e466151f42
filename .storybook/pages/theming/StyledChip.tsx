import { styled } from '@mui/material/styles'
import { connectionChipClasses, ConnectionChipView, type ConnectionChipViewProps } from '@telltale/mui'

/** Square, and wider in its mark: by class names, as with any component of MUI. */
const SquareChip = styled(ConnectionChipView)({
  borderRadius: 4,
  [`& .${connectionChipClasses.indicator}`]: { transform: 'scale(1.25)' },
})

export function StyledChip(props: ConnectionChipViewProps) {
  return <SquareChip {...props} sx={{ textTransform: 'uppercase', letterSpacing: '0.04em' }} />
}
