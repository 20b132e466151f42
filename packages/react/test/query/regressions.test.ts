import { expect, it } from 'vitest'
import { everything, type Happening, live, type Scenario } from './support/model.ts'

// What the model found and fast-check shrunk, each with the defect that it showed.

const usual: Scenario = { ids: 'client', echoes: true, with: everything, versions: 'contiguous', line: 'marked' }

const happening = (after: number, what: Happening['do'], a = 0, b = 0, up = 0, down = 0): Happening => ({
  in: after,
  do: what,
  a,
  b,
  up,
  down,
})

const stories: readonly [defect: string, scenario: Scenario, happenings: readonly Happening[]][] = [
  [
    'another page that landed took away the reason to fetch the pages before it again',
    usual,
    [happening(0, 'deed', 2, 0, 20, 1), happening(22, 'create'), happening(18, 'more')],
  ],
  [
    'an operation whose answer was empty ended while the first fetch, which began before it, was under way',
    { ...usual, line: 'wild', echoes: false },
    [happening(0, 'deed', 7, 0, 20, 8), happening(0, 'weather', 3, 0, 0, 20), happening(0, 'create')],
  ],
  [
    'a detail whose record is deleted in advance showed the record, as its `null` was taken for nothing',
    { ...usual, ids: 'temp' },
    [happening(0, 'deed', 2, 5, 17, 24), happening(38, 'deed', 4, 5, 2, 0), happening(0, 'create')],
  ],
  [
    'of two operations on one record the earlier came on top when the later was answered first',
    usual,
    [happening(0, 'deed', 9, 5, 0, 55), happening(0, 'deed', 7, 5, 0, 15), happening(0, 'create')],
  ],
  [
    'an answer was dropped, since changes of that version were waiting for those before them',
    { ...usual, line: 'wild', echoes: false },
    [happening(0, 'update'), happening(0, 'drop'), happening(27, 'deed', 8, 0, 14, 21), happening(13, 'update')],
  ],
  [
    'an operation ended by its echo where one query could show the change, though another could not yet',
    { ...usual, line: 'lossy' },
    [
      happening(0, 'delete'),
      happening(0, 'drop'),
      happening(3, 'create'),
      happening(17, 'update', 0, 9),
      happening(1, 'create'),
      happening(19, 'more'),
      happening(0, 'deed', 6, 8, 0, 51),
    ],
  ],
  [
    'a record that was deleted in this frame counted as made anew when another page landed beside it',
    { ...usual, versions: 'none' },
    [
      happening(17, 'create'),
      happening(9, 'create'),
      happening(14, 'create'),
      happening(0, 'delete'),
      happening(0, 'more'),
      happening(0, 'create'),
    ],
  ],
  [
    'a fetch that failed within the frame of an echo showed the record without the change',
    { ...usual, ids: 'temp' },
    [
      happening(40, 'more', 3, 0, 0, 86),
      happening(28, 'create'),
      happening(42, 'deed', 5, 0, 0, 39),
      happening(0, 'create'),
    ],
  ],
  [
    'a record that was known to be outdated was put back into a list whose fetch had just left it out',
    { ...usual, line: 'lossy' },
    [
      happening(3, 'deed', 4, 1, 0, 1),
      happening(124, 'fetch', 3, 0, 0, 0),
      happening(259, 'update', 0, 4, 0, 0),
      happening(87, 'drop', 9, 0, 0, 0),
      happening(38, 'update', 0, 7, 21, 5),
      happening(97, 'update', 0, 0, 0, 0),
      happening(74, 'deed', 2, 0, 0, 1),
      happening(15, 'weather', 3, 0, 67, 0),
      happening(38, 'update', 0, 4, 0, 0),
      happening(89, 'delete', 0, 8, 0, 0),
      happening(22, 'deed', 5, 2, 20, 32),
    ],
  ],
  [
    'an operation that a fetch had brought went, and the earlier one, still open, came on top of it',
    { ...usual, line: 'wild', echoes: false },
    [
      happening(0, 'deed', 6, 5, 41, 0),
      happening(0, 'deed', 6, 5, 0, 20),
      happening(34, 'create'),
      happening(5, 'create'),
      happening(1, 'fetch'),
      happening(0, 'create'),
    ],
  ],
  [
    'the same once every query had been fetched',
    { ...usual, line: 'wild', echoes: false },
    [
      happening(0, 'deed', 6, 5, 89, 0),
      happening(0, 'deed', 6, 5, 0, 20),
      happening(40, 'create'),
      ...[0, 1, 2, 3, 4, 5].map((query) => happening(0, 'fetch', 0, query)),
      happening(30, 'create'),
    ],
  ],
  [
    'an event that came after a gap put a record back into a list that was fetched without it',
    { ...usual, line: 'lossy' },
    [happening(40, 'straggle', 0, 4), happening(0, 'create')],
  ],
  [
    'an answer from before a gap put a record back that was deleted in it, where there are no versions',
    { ...usual, versions: 'none', line: 'ordered', toldTwice: true },
    [
      happening(0, 'drop', 9),
      happening(0, 'deed', 2, 0, 1, 1),
      happening(0, 'deed', 7, 0, 0, 75),
      happening(29, 'open', 3),
      happening(11, 'fetch', 3),
      happening(0, 'create'),
    ],
  ],
]

it.each(stories)('holds where it once did not: %s', async (_, scenario, happenings) => {
  await expect(live(scenario, happenings)).resolves.toBeUndefined()
})
