'use client'

import { memo, type ReactNode, useEffect, useRef, useState, type MemoExoticComponent } from 'react'
import { NotificationItem } from './NotificationItem.tsx'
import type { NotificationFeedKit } from './NotificationFeedView.tsx'
import type { ShownNotification } from './notificationLook.ts'
import type { Watch } from './useNear.ts'

/** Items in a chunk: few enough to render within a frame. */
export const chunkSize = 20
/** What an item takes until it was measured, in pixels. */
const itemPx = 72

type FeedChunkProps = {
  items: readonly ShownNotification[]
  /** The one above its first. */
  before: ShownNotification | undefined
  /** Its first item's place in the feed, from 0. */
  from: number
  total: number
  /** Epoch milliseconds, to the minute; `null` where nobody knows it, and so no times are shown. */
  now: number | null
  /** The item that Tab gets to, where it is one of these. */
  currentId: string | null
  watch: Watch
  kit: NotificationFeedKit
}

/**
 * Some items in a row. Far from what is seen it is empty, and as high as it was when it was seen: so a feed of 10 000 has
 * some hundred in the page, of any height each, and nothing runs while it scrolls but the browser.
 */
export const FeedChunk: MemoExoticComponent<(props: FeedChunkProps) => ReactNode> = memo(function FeedChunk(
  props: FeedChunkProps,
): ReactNode {
  const { items, before, from, total, now, currentId, watch, kit } = props
  const element = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(from === 0)
  const [height, setHeight] = useState<number | null>(null)
  /** Its time in words; none for what is no time, as plain servers may send. */
  const wordsOf = ({ createdAt }: ShownNotification, words: 'time' | 'day'): string => {
    const at = Date.parse(createdAt)
    return now === null || Number.isNaN(at) ? '' : kit.text[words](at, now)
  }
  /** The day of an item, where it is another than that of the one above. */
  const dayAbove = (index: number): string | null => {
    const item = items[index]
    if (!kit.hasDays || !item) return null
    const above = items[index - 1] ?? before
    const day = wordsOf(item, 'day')
    return day === '' || (above && wordsOf(above, 'day') === day) ? null : day
  }
  const isShown = isNear || currentId !== null

  useEffect(() => {
    const { current } = element
    if (current === null) return undefined
    return watch(current, ({ isIntersecting, boundingClientRect }) => {
      setNear(isIntersecting)
      // What leaves has its own height still.
      if (!isIntersecting) setHeight(boundingClientRect.height)
    })
  }, [watch])

  return (
    <div ref={element} role="none" style={isShown ? undefined : { height: height ?? items.length * itemPx }}>
      {isShown &&
        items.map((notification, index) => (
          <NotificationItem
            key={notification.id}
            notification={notification}
            position={from + index + 1}
            total={total}
            time={wordsOf(notification, 'time')}
            day={dayAbove(index)}
            isCurrent={notification.id === currentId}
            kit={kit}
          />
        ))}
    </div>
  )
})
