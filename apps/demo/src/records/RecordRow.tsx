import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import ListItem from '@mui/material/ListItem'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useEntityRow } from '@telltale/react/query'
import { memo } from 'react'
import type { Module } from '../modules.ts'
import { entities } from './entities.ts'
import { useRecordActions } from './useRecordActions.ts'

type RecordRowProps = {
  module: Module
  id: string
  onOpen: (id: string) => void
  /** Before the record leaves the list by the hand of this person. */
  onGone: () => void
}

/** One record of a list. It renders when this record changes: not for another, nor when some come or go. */
export const RecordRow = memo(function RecordRow({ module, id, onOpen, onGone }: RecordRowProps) {
  const record = useEntityRow(entities[module.name], id)
  const { changeStatus, archive, restore, remove } = useRecordActions(module)
  if (!record) return null
  const { title, status, archived, notes } = record
  return (
    <ListItem divider sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Stack sx={{ flex: '1 1 240px', minWidth: 0, alignItems: 'start' }}>
        <Link
          component="button"
          underline="hover"
          onClick={() => onOpen(id)}
          sx={{ textAlign: 'start', overflowWrap: 'anywhere' }}
        >
          {title}
        </Link>
        <Typography variant="body2" color="textSecondary">
          {notes.length === 0 ? 'no note' : `${notes.length} ${notes.length === 1 ? 'note' : 'notes'}`}
        </Typography>
      </Stack>
      <TextField
        select
        size="small"
        value={status}
        onChange={(event) => changeStatus(record, event.target.value)}
        sx={{ width: 140 }}
        slotProps={{ select: { SelectDisplayProps: { 'aria-label': `Status of ${title}` } } }}
      >
        {module.statuses.map((one) => (
          <MenuItem key={one} value={one}>
            {one}
          </MenuItem>
        ))}
      </TextField>
      <Button
        aria-label={archived ? `Restore ${title}` : `Archive ${title}`}
        onClick={() => {
          onGone()
          if (archived) restore(record)
          else archive(record)
        }}
      >
        {archived ? 'Restore' : 'Archive'}
      </Button>
      <Button
        color="error"
        aria-label={`Delete ${title}`}
        onClick={() => {
          onGone()
          remove(record)
        }}
      >
        Delete
      </Button>
    </ListItem>
  )
})
