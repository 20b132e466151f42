import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import type { Network } from '@telltale/testing'
import type { ReactNode } from 'react'

const row = { flexWrap: 'wrap' }
const asWritten = { textTransform: 'none' }

/** What a hand can do to a live story: a button for each act, by its label. */
export function Acts({ acts }: { acts: Readonly<Record<string, () => unknown>> }): ReactNode {
  return (
    <Stack direction="row" spacing={1} useFlexGap sx={row}>
      {Object.entries(acts).map(([label, act]) => (
        <Button key={label} size="small" variant="outlined" color="inherit" sx={asWritten} onClick={() => void act()}>
          <bdi>{label}</bdi>
        </Button>
      ))}
    </Stack>
  )
}

type Act = 'Drop the line' | 'Stop the server' | 'Start the server' | 'Go offline' | 'Go online'

/** The faults that most stories offer, or those of them that are named. */
export function faults(
  network: Pick<Network, 'drop' | 'stop' | 'start' | 'offline' | 'online'>,
  ...labels: readonly Act[]
): Readonly<Record<string, () => void>> {
  const all: Record<Act, () => void> = {
    'Drop the line': () => network.drop(),
    'Stop the server': () => network.stop(),
    'Start the server': () => network.start(),
    'Go offline': () => network.offline(),
    'Go online': () => network.online(),
  }
  return Object.fromEntries(labels.map((label) => [label, all[label]]))
}
