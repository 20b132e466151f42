import type { Phase } from '@telltale/react'

/** A move of the line as the picture has it: a path in its units, from each of some phases to one. */
type Edge = Readonly<{ path: string; from: readonly Phase[]; to: Phase }>

/** Moves that the picture leaves out, and what the page says of them. */
type Undrawn = Readonly<{ says: string; from: readonly Phase[]; to: Phase }>

const trying = ['authenticating', 'opening'] as const
const up = ['ready', 'syncing', 'probing'] as const

export const edges: readonly Edge[] = [
  { path: 'M112 58V99', from: ['idle'], to: 'authenticating' },
  { path: 'M161 112H206', from: ['authenticating'], to: 'opening' },
  { path: 'M207 124H162', from: ['opening'], to: 'authenticating' },
  { path: 'M258 136C250 170 240 180 240 210S226 272 204 285', from: ['opening'], to: 'ready' },
  { path: 'M224 136C184 158 140 158 98 181', from: ['opening'], to: 'waiting' },
  { path: 'M244 136L204 181', from: ['opening'], to: 'offline' },
  { path: 'M88 136L66 181', from: ['authenticating'], to: 'waiting' },
  { path: 'M144 136L182 181', from: ['authenticating'], to: 'offline' },
  { path: 'M52 182L76 137', from: ['waiting'], to: 'authenticating' },
  { path: 'M113 206H130', from: ['waiting'], to: 'offline' },
  { path: 'M162 182L126 137', from: ['offline'], to: 'authenticating' },
  { path: 'M268 182L156 137', from: ['suspended'], to: 'authenticating' },
  { path: 'M131 298H114', from: ['ready'], to: 'syncing' },
  { path: 'M113 310H130', from: ['syncing'], to: 'ready' },
  { path: 'M229 298H246', from: ['ready'], to: 'probing' },
  { path: 'M247 310H230', from: ['probing'], to: 'ready' },
  { path: 'M84 322Q180 336 278 323', from: ['syncing'], to: 'probing' },
  { path: 'M296 322Q180 348 65 323', from: ['probing'], to: 'syncing' },
  { path: 'M150 286C124 268 122 244 112 220', from: up, to: 'waiting' },
  { path: 'M180 286V219', from: up, to: 'offline' },
  { path: 'M308 286V219', from: up, to: 'suspended' },
  { path: 'M63 112H18Q11 112 11 119V375Q11 382 18 382H130', from: [...trying, ...up], to: 'failed' },
  { path: 'M131 394H12Q5 394 5 387V131Q5 124 12 124H62', from: ['failed'], to: 'authenticating' },
]

export const undrawn: readonly Undrawn[] = [
  {
    says: 'From anywhere disconnect() leads to idle.',
    from: [...trying, ...up, 'waiting', 'offline', 'suspended', 'failed'],
    to: 'idle',
  },
  {
    says: 'From anywhere destroy() leads to disposed.',
    from: ['idle', ...trying, ...up, 'waiting', 'offline', 'suspended', 'failed'],
    to: 'disposed',
  },
  {
    says: 'A page that is frozen leads to suspended, also out of an attempt and from between two of them.',
    from: [...trying, 'waiting', 'offline'],
    to: 'suspended',
  },
  {
    says: 'Without getToken there is nothing to ask for: every attempt begins with opening.',
    from: ['idle', 'waiting', 'offline', 'suspended', 'failed'],
    to: 'opening',
  },
  {
    says: 'A token that expired on an open line is asked for anew at once: authenticating.',
    from: up,
    to: 'authenticating',
  },
]
