/** A sentence that a page said by one of its live regions. */
export type Utterance = Readonly<{
  /** Epoch ms. */
  at: number
  politeness: 'polite' | 'assertive'
  text: string
  /** The region came together with its words, which most screen readers then leave out. */
  isMissed: boolean
}>

/** What a page has said since somebody listens. */
export type Speech = Readonly<{
  /** All so far, the oldest first. */
  utterances: readonly Utterance[]
  /** Ends the listening; what was heard is kept. */
  stop: () => void
}>

const regionSelector = '[aria-live],[role=status],[role=alert],[role=log],output'

/**
 * Listens to a page as a screen reader does: to live regions whose words change. Reads what is new, or the whole of an
 * atomic region, and leaves out what is hidden or emptied. Changes of one moment are one sentence for each region. They are
 * read off the page: how a real screen reader says them, or whether, this cannot tell.
 *
 * @param root - what is listened to
 * @param onUtterance - is called at each sentence
 * @example
 * const speech = hearSpeech()
 * await userEvent.click(screen.getByRole('button', { name: 'Save' }))
 * expect(speech).toHaveAnnounced('Saved')
 */
export function hearSpeech(
  root: HTMLElement = document.body,
  onUtterance: (utterance: Utterance) => void = () => undefined,
): Speech {
  const utterances: Utterance[] = []

  const hear = (records: readonly MutationRecord[]) => {
    const born = new Set<Element>()
    const spoken = new Map<Element, Set<Node>>()
    for (const { target, addedNodes, type } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        if (node.matches(regionSelector)) born.add(node)
        for (const region of node.querySelectorAll(regionSelector)) born.add(region)
      }
      const region = (target instanceof Element ? target : target.parentElement)?.closest(regionSelector)
      if (!region) continue
      const nodes = spoken.get(region) ?? new Set()
      spoken.set(region, nodes)
      if (type === 'characterData') nodes.add(target)
      else for (const node of addedNodes) nodes.add(node)
    }
    for (const [region, nodes] of spoken) {
      if (born.has(region)) continue
      const isAtomic = (region.getAttribute('aria-atomic') ?? String(isAtomicByRole(region))) === 'true'
      speak(region, isAtomic && nodes.size > 0 ? [region] : [...nodes], false)
    }
    // Alerts are read when they appear; of others the words that come with the region are mostly missed.
    for (const region of born) speak(region, [region], region.getAttribute('role') !== 'alert')
  }

  const speak = (region: Element, nodes: readonly Node[], isMissed: boolean) => {
    const politeness = politenessOf(region)
    if (politeness === 'off') return
    const text = nodes
      // What was added and then filled is read with all that is in it.
      .filter((node) => node.isConnected && !nodes.some((other) => other !== node && other.contains(node)))
      .map((node) => read(node))
      .join(' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    if (text === '') return
    const utterance = { at: Date.now(), politeness, text, isMissed }
    utterances.push(utterance)
    onUtterance(utterance)
  }

  const observer = new MutationObserver(hear)
  observer.observe(root, { subtree: true, childList: true, characterData: true })
  // The observer is told a moment later; who asks is told now.
  const catchUp = () => hear(observer.takeRecords())
  return {
    get utterances() {
      catchUp()
      return utterances
    },
    stop: () => {
      catchUp()
      observer.disconnect()
    },
  }
}

/** The words of a node: what is hidden left out, and a pause between blocks. */
function read(root: Node): string {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  let words = ''
  let lastBlock: Element | null = null
  for (let node = root instanceof Text ? root : texts.nextNode(); node !== null; node = texts.nextNode()) {
    const parent = node.parentElement
    if (parent === null || isHidden(parent)) continue
    const block = blockAround(parent)
    words += (block === lastBlock ? '' : ' ') + (node.nodeValue ?? '')
    lastBlock = block
  }
  return words
}

function blockAround(element: Element): Element {
  const isInline = getComputedStyle(element).display.startsWith('inline')
  return isInline && element.parentElement !== null ? blockAround(element.parentElement) : element
}

function politenessOf(region: Element): Utterance['politeness'] | 'off' {
  const said = region.getAttribute('aria-live')
  if (said === 'polite' || said === 'assertive' || said === 'off') return said
  return region.getAttribute('role') === 'alert' ? 'assertive' : 'polite'
}

const isAtomicByRole = (region: Element): boolean =>
  ['status', 'alert'].includes(region.getAttribute('role') ?? '') || region.tagName === 'OUTPUT'

/** Hidden from a screen reader, which words that are only clipped are not. */
const isHidden = (element: Element): boolean =>
  element.closest('[aria-hidden=true],[inert]') !== null || !isRendered(element)

/** jsdom and happy-dom draw nothing, so there the styles must tell. */
function isRendered(element: Element): boolean {
  if ('checkVisibility' in Element.prototype) return element.checkVisibility({ visibilityProperty: true })
  if (getComputedStyle(element).visibility === 'hidden') return false
  for (let each: Element | null = element; each !== null; each = each.parentElement) {
    if (getComputedStyle(each).display === 'none') return false
  }
  return true
}
