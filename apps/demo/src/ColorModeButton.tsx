import IconButton from '@mui/material/IconButton'
import { useColorScheme } from '@mui/material/styles'
import SvgIcon from '@mui/material/SvgIcon'

/** Turns the colours from light to dark and back. */
export function ColorModeButton() {
  const { colorScheme, setMode } = useColorScheme()
  const other = colorScheme === 'dark' ? 'light' : 'dark'
  return (
    <IconButton color="inherit" aria-label={`Use ${other} colours`} onClick={() => setMode(other)}>
      <SvgIcon>
        {/* A disc, half of it filled: the same shape for both ways. */}
        <path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 18V4a8 8 0 0 1 0 16Z" />
      </SvgIcon>
    </IconButton>
  )
}
