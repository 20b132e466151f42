import visuallyHidden from '@mui/utils/visuallyHidden'

/** How urgent a sentence is: spoken when the reader pauses, or at once. */
export type Politeness = 'polite' | 'assertive'

/** What a sentence to be spoken may say about itself. */
export type AnnounceOptions = {
  /**
   * What the sentence is about. Of several that wait with one key only the latest is spoken, and one that repeats what
   * was last said of its key within a minute is not: widgets that show the same thing speak once.
   */
  key?: unknown
  /** @defaultValue 'polite' */
  politeness?: Politeness | undefined
}

type Sentence = { text: string; key: unknown; politeness: Politeness }
type Regions = { root: HTMLElement; observer: MutationObserver } & Record<Politeness, HTMLElement>

/** Between two sentences, so that a screen reader hears a change each; also from mounting a region to its first text. */
const gapMs = 500
/** After that the last sentence leaves the page, lest a reader comes upon old news. */
const forgetMs = 5_000
const repeatWindowMs = 60_000

const queue: Sentence[] = []
const spoken = new Map<unknown, { text: string; at: number }>()
let regions: Regions | null = null
let holders = 0
let isPausing = false
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Has a screen reader say `text`, by way of the page's one live region of each politeness. Safe to call at any time in a
 * browser; on a server it does nothing. Words that come with a region are missed, so a widget that may speak holds the
 * regions with {@link holdAnnouncer} from its mount on; otherwise the first sentence comes half a second late.
 *
 * @example announce('Report ready', { key: 'report:7' })
 */
export function announce(text: string, { key = Symbol(text), politeness = 'polite' }: AnnounceOptions = {}): void {
  if (typeof document === 'undefined') return
  const waiting = queue.findIndex((sentence) => sentence.key === key)
  if (waiting >= 0) queue.splice(waiting, 1)
  forgetOld()
  if (spoken.get(key)?.text === text) return
  if (politeness === 'assertive') queue.unshift({ text, key, politeness })
  else queue.push({ text, key, politeness })
  mount()
  if (!isPausing) speak()
}

/** Keeps the live regions on the page, empty until somebody speaks; returns how to let go. The last one removes them. */
export function holdAnnouncer(): () => void {
  holders += 1
  mount()
  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    holders -= 1
    const isSilent = queue.length === 0 && !regions?.root.textContent
    if (holders === 0 && isSilent) unmount()
  }
}

function mount(): void {
  if (regions !== null) return
  const root = document.createElement('div')
  root.dataset['telltaleAnnouncer'] = ''
  Object.assign(root.style, visuallyHidden)
  const polite = root.appendChild(region('status', 'polite'))
  const assertive = root.appendChild(region('alert', 'assertive'))
  document.body.append(root)
  // A modal hides all that stands beside it, which would make these regions deaf.
  const observer = new MutationObserver(() => root.removeAttribute('aria-hidden'))
  observer.observe(root, { attributeFilter: ['aria-hidden'] })
  regions = { root, observer, polite, assertive }
  pause()
}

function region(role: string, politeness: Politeness): HTMLElement {
  const element = document.createElement('div')
  element.setAttribute('role', role)
  element.setAttribute('aria-live', politeness)
  element.setAttribute('aria-atomic', 'true')
  return element
}

function unmount(): void {
  clearTimeout(timer)
  isPausing = false
  spoken.clear()
  regions?.observer.disconnect()
  regions?.root.remove()
  regions = null
}

function pause(): void {
  isPausing = true
  timer = setTimeout(() => {
    isPausing = false
    speak()
  }, gapMs)
}

function speak(): void {
  clearTimeout(timer)
  const sentence = queue.shift()
  if (sentence === undefined) {
    timer = setTimeout(rest, forgetMs)
    return
  }
  const { text, key, politeness } = sentence
  if (regions) regions[politeness].textContent = text
  spoken.set(key, { text, at: Date.now() })
  pause()
}

function rest(): void {
  regions?.polite.replaceChildren()
  regions?.assertive.replaceChildren()
  if (holders === 0) unmount()
}

function forgetOld(): void {
  const now = Date.now()
  for (const [key, { at }] of spoken) if (now - at >= repeatWindowMs) spoken.delete(key)
}
