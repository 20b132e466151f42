import { useQuery } from '@tanstack/react-query'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { Module, ModuleRecord } from '../modules.ts'
import { recordQuery } from './sync.ts'
import { useRecordActions } from './useRecordActions.ts'

type RecordDialogProps = { module: Module; id: string; onClose: () => void }

/** One record whole, while others may be changing it. */
export function RecordDialog({ module, id, onClose }: RecordDialogProps) {
  const { data: record, isError } = useQuery(recordQuery(module, id))
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="record-title">
      <DialogTitle id="record-title" sx={{ overflowWrap: 'anywhere' }}>
        {record?.title ?? module.name}
      </DialogTitle>
      <DialogContent>
        {isError && <Alert severity="error">It could not be fetched.</Alert>}
        {record === null && <Alert severity="info">Somebody has deleted it.</Alert>}
        {record && <RecordDetails module={module} record={record} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}

function RecordDetails({ module, record }: { module: Module; record: ModuleRecord }) {
  const { rename, addNote } = useRecordActions(module)
  return (
    <Stack spacing={2} sx={{ pt: 1 }}>
      <OneField
        label={module.titleLabel}
        action="Rename"
        initial={record.title}
        onSubmit={(title) => rename(record, title)}
      />
      <List dense disablePadding aria-label="Notes">
        {record.notes.map(({ id, text, author }) => (
          <ListItem key={id} disableGutters>
            <ListItemText primary={text} secondary={author} sx={{ overflowWrap: 'anywhere' }} />
          </ListItem>
        ))}
      </List>
      <OneField label="Note" action="Add note" initial="" onSubmit={(text) => addNote(record, text)} />
    </Stack>
  )
}

type OneFieldProps = { label: string; action: string; initial: string; onSubmit: (text: string) => void }

function OneField({ label, action, initial, onSubmit }: OneFieldProps) {
  const [text, setText] = useState(initial)
  return (
    <Stack
      component="form"
      direction="row"
      spacing={1}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(text.trim())
        if (initial === '') setText('')
      }}
    >
      <TextField
        label={label}
        size="small"
        fullWidth
        value={text}
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 200, autoComplete: 'off' } }}
      />
      <Button type="submit" disabled={text.trim() === '' || text.trim() === initial} sx={{ flex: 'none' }}>
        {action}
      </Button>
    </Stack>
  )
}
