import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { Panel } from '../Panel.tsx'
import { type LogEntry, useEventLog } from './useEventLog.ts'

/** What came over the line, newest first. */
export function EventLog() {
  const { entries, clear } = useEventLog()
  return (
    <Panel
      title="Event log"
      action={
        <Button size="small" onClick={clear} disabled={entries.length === 0}>
          Clear
        </Button>
      }
    >
      {entries.length === 0 && <Typography color="textSecondary">Nothing has come yet.</Typography>}
      {/* It scrolls, so the keyboard has to reach it. */}
      <Box
        component="ol"
        aria-label="Events"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be focusable
        tabIndex={0}
        sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 420, overflowY: 'auto', fontSize: 13 }}
      >
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Box>
    </Panel>
  )
}

function Entry({ entry }: { entry: LogEntry }) {
  return (
    <Box component="li" sx={{ py: 0.75, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5 }}>
        <Box component="time" dateTime={entry.at.toISOString()} sx={{ color: 'text.secondary' }}>
          {entry.at.toLocaleTimeString()}
        </Box>
        <strong>{entry.event}</strong>
        {entry.topic && <Box sx={{ color: 'text.secondary' }}>{entry.topic}</Box>}
      </Box>
      <Typography noWrap title={entry.text} sx={{ fontFamily: 'monospace', fontSize: 12, color: 'text.secondary' }}>
        {entry.text}
      </Typography>
    </Box>
  )
}
