import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Container from '@mui/material/Container'
import Divider from '@mui/material/Divider'
import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { ColorModeButton } from './ColorModeButton.tsx'

const suggestions = ['Ada', 'Grace', 'Linus']

/** Chooses a person. There is no password: the server of the demo believes everybody. */
export function SignIn({ onSignIn }: { onSignIn: (name: string) => void }) {
  const [name, setName] = useState('')
  return (
    <Container component="main" maxWidth="xs" sx={{ py: { xs: 3, sm: 10 } }}>
      <Paper variant="outlined" sx={{ p: 3 }}>
        <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center' }}>
          <Typography variant="h5" component="h1">
            Telltale demo
          </Typography>
          <ColorModeButton />
        </Stack>
        <Typography color="textSecondary" sx={{ mt: 1, mb: 3 }}>
          Who are you? Open a second tab as somebody else, and watch the two meet.
        </Typography>
        <Stack spacing={1}>
          {suggestions.map((suggestion) => (
            <Button key={suggestion} variant="outlined" size="large" onClick={() => onSignIn(suggestion)}>
              {suggestion}
            </Button>
          ))}
        </Stack>
        <Divider sx={{ my: 3 }}>or</Divider>
        <Box
          component="form"
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() !== '') onSignIn(name.trim())
          }}
        >
          <Stack direction="row" spacing={1}>
            <TextField
              label="Another name"
              size="small"
              fullWidth
              value={name}
              onChange={(event) => setName(event.target.value)}
              slotProps={{ htmlInput: { maxLength: 40, autoComplete: 'off' } }}
            />
            <Button type="submit" variant="contained" disabled={!/[\p{L}\p{N}]/u.test(name)}>
              Enter
            </Button>
          </Stack>
        </Box>
      </Paper>
    </Container>
  )
}
