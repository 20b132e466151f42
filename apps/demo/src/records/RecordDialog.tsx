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
import type { Module, ModuleRecord } from '../modules.ts'
import { recordQuery } from './sync.ts'
import { TextForm } from './TextForm.tsx'
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
      <TextForm
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
      <TextForm label="Note" action="Add note" onSubmit={(text) => addNote(record, text)} />
    </Stack>
  )
}
