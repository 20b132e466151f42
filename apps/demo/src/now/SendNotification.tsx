import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { usePresence, useSocket } from '@telltale/react'
import { type FormEvent, useState } from 'react'
import { projectId } from '../contract.ts'
import { Panel } from '../Panel.tsx'
import { withoutPrefix } from './withoutPrefix.ts'

const types = ['info', 'success', 'warning', 'error'] as const

type Outcome = { severity: 'success' | 'error'; text: string }

/** Puts a notification on another person's screens, and says how that went. */
export function SendNotification({ userId }: { userId: string }) {
  const { emit } = useSocket()
  const { users } = usePresence({ projectId })
  const people = users.filter((user) => user.userId !== userId)
  const [chosen, setChosen] = useState('')
  const [type, setType] = useState<(typeof types)[number]>('info')
  const [title, setTitle] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const recipient = people.find((person) => person.userId === chosen) ?? people[0]

  async function send(event: FormEvent) {
    event.preventDefault()
    if (!recipient) return
    const answer = await emit('demo:notify', { toUserId: recipient.userId, title, type })
    setOutcome(
      answer.ok
        ? { severity: 'success', text: `${recipient.name} has been told.` }
        : { severity: 'error', text: `Not sent: ${withoutPrefix(answer.error.message)}` },
    )
    if (answer.ok) setTitle('')
  }

  return (
    <Panel title="Tell somebody">
      <Stack component="form" spacing={2} onSubmit={(event) => void send(event)}>
        <TextField
          select
          label="To"
          size="small"
          value={recipient?.userId ?? ''}
          onChange={(event) => setChosen(event.target.value)}
          disabled={people.length === 0}
          // What to do about it is to be read, unlike what cannot be done.
          slotProps={{ inputLabel: { shrink: true }, formHelperText: { disabled: false } }}
          helperText={people.length === 0 ? 'Nobody else is here: open a second tab as another person.' : undefined}
        >
          {people.map((person) => (
            <MenuItem key={person.userId} value={person.userId}>
              {person.name}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          label="What"
          size="small"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 200, autoComplete: 'off' } }}
        />
        <TextField
          select
          label="Kind"
          size="small"
          value={type}
          onChange={(event) => setType(types.find((one) => one === event.target.value) ?? 'info')}
        >
          {types.map((one) => (
            <MenuItem key={one} value={one}>
              {one}
            </MenuItem>
          ))}
        </TextField>
        <Button type="submit" variant="contained" disabled={!recipient || title.trim() === ''}>
          Send
        </Button>
        {outcome && <Alert severity={outcome.severity}>{outcome.text}</Alert>}
      </Stack>
    </Panel>
  )
}
