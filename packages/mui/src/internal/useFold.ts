'use client'

import { useState } from 'react'

/** The rows of a list that are to be shown, and the button that folds and unfolds the others. */
export type Fold<TRow> = {
  shown: readonly TRow[]
  /** How many rows are done. */
  done: number
  isUnfolded: boolean
  /** The props of the button; `null` where nothing folds. */
  button: { size: 'small'; color: 'inherit'; 'aria-expanded': boolean; onClick: () => void } | null
}

/** Of more than `max` rows those that are done are folded, until somebody wants to see them. */
export function useFold<TRow>(rows: readonly TRow[], isDone: (row: TRow) => boolean, max: number): Fold<TRow> {
  const [isUnfolded, setUnfolded] = useState(false)
  const left = rows.filter((row) => !isDone(row))
  const folds = rows.length > max && left.length < rows.length
  return {
    shown: folds && !isUnfolded ? left : rows,
    done: rows.length - left.length,
    isUnfolded,
    button: folds
      ? { size: 'small', color: 'inherit', 'aria-expanded': isUnfolded, onClick: () => setUnfolded(!isUnfolded) }
      : null,
  }
}
