import { hashKey, type QueryKey } from '@tanstack/react-query'
import type { Entity } from './defineEntity.ts'
import type { View } from './views.ts'

/** A view, and whose records it holds. */
export type Match = { readonly entity: Entity; readonly view: View<object> }

/** The view that a query belongs to: that with the longest key which the query's own begins with. */
export function matchView(entities: readonly Entity[], key: QueryKey): Match | null {
  let best: Match | null = null
  for (const entity of entities) {
    for (const view of entity.views) {
      const isLonger = best === null || view.key.length > best.view.key.length
      if (isLonger && hashKey(key.slice(0, view.key.length)) === hashKey(view.key)) best = { entity, view }
    }
  }
  return best
}
