import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import List from '@mui/material/List'
import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useEntityIds } from '@telltale/react/query'
import { type FormEvent, useRef, useState } from 'react'
import type { Module } from '../modules.ts'
import { RecordDialog } from './RecordDialog.tsx'
import { RecordRow } from './RecordRow.tsx'
import { recordsQuery } from './sync.ts'
import { useRecordActions } from './useRecordActions.ts'

/** The records of a module, as the whole team sees them. It renders when records come, go or move. */
export function RecordsPage({ module }: { module: Module }) {
  const { create } = useRecordActions(module)
  const [isArchive, setArchive] = useState(false)
  const { data: ids = [], isPending, isError, refetch } = useEntityIds(recordsQuery(module, isArchive))
  const [title, setTitle] = useState('')
  const [openId, setOpenId] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)

  function add(event: FormEvent) {
    event.preventDefault()
    create(title.trim())
    setTitle('')
    setArchive(false)
  }

  return (
    <Stack spacing={2}>
      <Stack direction="row" useFlexGap spacing={1} sx={{ flexWrap: 'wrap', justifyContent: 'space-between' }}>
        <Stack component="form" direction="row" spacing={1} sx={{ flex: '1 1 280px', maxWidth: 480 }} onSubmit={add}>
          <TextField
            label={module.titleLabel}
            size="small"
            fullWidth
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            slotProps={{ htmlInput: { maxLength: 200, autoComplete: 'off' } }}
          />
          <Button type="submit" variant="contained" disabled={title.trim() === ''}>
            Add
          </Button>
        </Stack>
        <FormControlLabel
          control={<Switch checked={isArchive} onChange={(event) => setArchive(event.target.checked)} />}
          label="Archive"
        />
      </Stack>
      {isError && (
        <Alert severity="error" action={<Button onClick={() => void refetch()}>Try again</Button>}>
          The {module.plural} could not be fetched.
        </Alert>
      )}
      {!isError && ids.length === 0 && (
        <Typography color="textSecondary">{isPending ? 'Loading' : 'There is nothing here.'}</Typography>
      )}
      <Paper
        variant="outlined"
        component={List}
        disablePadding
        hidden={ids.length === 0}
        ref={list}
        aria-label={module.plural}
        tabIndex={-1}
      >
        {ids.map((id) => (
          <RecordRow
            key={id}
            module={module}
            id={id}
            onOpen={() => setOpenId(id)}
            // The focus must not go down with the button that had it.
            onGone={() => list.current?.focus()}
          />
        ))}
      </Paper>
      {openId !== null && <RecordDialog module={module} id={openId} onClose={() => setOpenId(null)} />}
    </Stack>
  )
}
