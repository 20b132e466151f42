import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { type FormEvent, useRef, useState } from 'react'

type TextFormProps = {
  label: string
  /** What the button says. */
  action: string
  /** Stays in the field after it was sent; without it the field is empty again. */
  initial?: string
  onSubmit: (text: string) => void
}

/** One line of text, and the button that sends it. */
export function TextForm({ label, action, initial = '', onSubmit }: TextFormProps) {
  const [text, setText] = useState(initial)
  const field = useRef<HTMLInputElement>(null)

  function submit(event: FormEvent) {
    event.preventDefault()
    onSubmit(text.trim())
    if (initial === '') setText('')
    // The button is about to be disabled, and keys would go nowhere with it.
    field.current?.focus()
  }

  return (
    <Stack component="form" direction="row" spacing={1} onSubmit={submit}>
      <TextField
        label={label}
        size="small"
        fullWidth
        value={text}
        onChange={(event) => setText(event.target.value)}
        inputRef={field}
        slotProps={{ htmlInput: { maxLength: 200, autoComplete: 'off' } }}
      />
      <Button
        type="submit"
        variant="outlined"
        disabled={text.trim() === '' || text.trim() === initial}
        sx={{ flex: 'none' }}
      >
        {action}
      </Button>
    </Stack>
  )
}
