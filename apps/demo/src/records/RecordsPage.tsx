import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import List from '@mui/material/List'
import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import Typography from '@mui/material/Typography'
import { useEntityIds } from '@telltale/react/query'
import { useCallback, useRef, useState } from 'react'
import type { Module } from '../modules.ts'
import { RecordDialog } from './RecordDialog.tsx'
import { RecordRow } from './RecordRow.tsx'
import { recordsQuery } from './sync.ts'
import { TextForm } from './TextForm.tsx'
import { useRecordActions } from './useRecordActions.ts'

/** The records of a module, as the whole team sees them. It renders when records come, go or move. */
export function RecordsPage({ module }: { module: Module }) {
  const { create } = useRecordActions(module)
  const [isArchive, setArchive] = useState(false)
  const { data: ids = [], isPending, isError, refetch } = useEntityIds(recordsQuery(module, isArchive))
  const [openId, setOpenId] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  // It must not go down with the button that had it.
  const keepFocus = useCallback(() => list.current?.focus(), [])

  return (
    <Stack spacing={2}>
      <Typography variant="h6" component="h2" sx={{ textTransform: 'capitalize' }}>
        {module.plural}
      </Typography>
      <Stack direction="row" spacing={1} sx={{ flexWrap: 'wrap', justifyContent: 'space-between' }}>
        <Box sx={{ flex: '1 1 280px', maxWidth: 480 }}>
          <TextForm
            label={module.titleLabel}
            action="Add"
            onSubmit={(title) => {
              create(title)
              setArchive(false)
            }}
          />
        </Box>
        <FormControlLabel
          control={<Switch checked={isArchive} onChange={(event) => setArchive(event.target.checked)} />}
          label="Show the archive"
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
          <RecordRow key={id} module={module} id={id} onOpen={setOpenId} onGone={keepFocus} />
        ))}
      </Paper>
      <Typography variant="caption" color="textSecondary">
        Everybody of the team sees these. The demo's server keeps them in memory, and begins anew after a restart.
      </Typography>
      {openId !== null && <RecordDialog module={module} id={openId} onClose={() => setOpenId(null)} />}
    </Stack>
  )
}
