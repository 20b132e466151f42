import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hearSpeech, type Speech } from './hearSpeech.ts'
import { matchers } from './matchers.ts'

expect.extend(matchers)

let root: HTMLElement
let speech: Speech

beforeEach(() => {
  root = document.body.appendChild(document.createElement('main'))
})

afterEach(() => {
  speech.stop()
  root.remove()
})

/** Puts a page there, listens, changes it, and gives what was heard of that. */
function hear(page: string, ...changes: (() => void)[]): Promise<string[]> {
  root.innerHTML = page
  const heard: string[] = []
  speech = hearSpeech(root, ({ politeness, text, isMissed }) => {
    heard.push(`${isMissed ? 'missed ' : ''}${politeness}: ${text}`)
  })
  // Observers are told once the present task is over; each change has one of its own.
  return changes.reduce((before, change) => before.then(change).then(macrotask), Promise.resolve()).then(() => heard)
}

const macrotask = () => new Promise<void>((resolve) => setTimeout(resolve))
const one = (selector: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`no ${selector}`)
  return found
}

test('what a live region comes to say is heard, each change once', async () => {
  const say = (text: string) => () => void (one('[role=status]').textContent = text)
  expect(await hear('<div role="status"></div>', say('Reconnecting'), say(''), say('Back online'))).toEqual([
    'polite: Reconnecting',
    'polite: Back online',
  ])
})

test('a text that only changes its letters is heard too', async () => {
  const change = () => void (one('p').firstChild!.nodeValue = '2 left')
  expect(await hear('<div aria-live="polite"><p>3 left</p></div>', change)).toEqual(['polite: 2 left'])
})

test('an atomic region is read whole, a log only for what is new', async () => {
  const add = (selector: string) => () => one(selector).insertAdjacentHTML('beforeend', '<p>two</p>')
  expect(await hear('<div role="status"><p>one</p></div>', add('[role=status]'))).toEqual(['polite: one two'])
  speech.stop()
  expect(await hear('<div role="log"><p>one</p></div>', add('[role=log]'))).toEqual(['polite: two'])
})

test('what is added and filled in one moment is heard once', async () => {
  const add = () => {
    const line = one('[role=log]').appendChild(document.createElement('p'))
    line.append('two ')
    line.append(Object.assign(document.createElement('b'), { textContent: 'words' }))
  }
  expect(await hear('<div role="log"><p>one</p></div>', add)).toEqual(['polite: two words'])
})

test('an alert is heard when it appears; a status that comes with its words is missed', async () => {
  const add = (html: string) => () => root.insertAdjacentHTML('beforeend', html)
  expect(
    await hear('', add('<div role="alert">Sign in again</div>'), add('<section><output>Saved</output></section>')),
  ).toEqual(['assertive: Sign in again', 'missed polite: Saved'])
})

test('what is hidden, switched off or no live region is not heard; what is only clipped is', async () => {
  const page = `
    <div aria-hidden="true"><div role="status" id="a"></div></div>
    <div role="status" id="b" style="display: none"></div>
    <div role="alert" aria-live="off" id="c"></div>
    <p id="d"></p>
    <div role="status" id="e" style="position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"></div>`
  const all = () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) one(`#${id}`).textContent = id
  }
  expect(await hear(page, all)).toEqual(['polite: e'])
})

test('words are read as they stand, but for those that are hidden among them', async () => {
  const say = () => {
    one('[role=status]').innerHTML = 'Re<b>con</b>necting<span aria-hidden="true"> in 3 s</span><p hidden>Never</p>'
  }
  expect(await hear('<div role="status"></div>', say)).toEqual(['polite: Reconnecting'])
})

test('an emptied region says nothing', async () => {
  expect(await hear('<div role="status">Offline</div>', () => one('[role=status]').replaceChildren())).toEqual([])
})

test('who asks is told at once, and of what was said until the end', () => {
  root.innerHTML = '<div role="status"></div>'
  speech = hearSpeech(root)
  one('[role=status]').textContent = 'Saved'
  expect(speech.utterances).toEqual([{ at: expect.any(Number), politeness: 'polite', text: 'Saved', isMissed: false }])
  one('[role=status]').textContent = 'Deleted'
  speech.stop()
  one('[role=status]').textContent = 'Too late'
  expect(speech.utterances.map(({ text }) => text)).toEqual(['Saved', 'Deleted'])
})

describe('toHaveAnnounced', () => {
  const complaint = (claim: () => void): string => {
    try {
      claim()
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    throw new Error('it held')
  }

  beforeEach(() => {
    root.innerHTML = '<div role="status"></div><div role="alert"></div>'
    speech = hearSpeech(root)
  })

  test('holds for a sentence whole, for what a pattern finds of it, and for the way it was said in', () => {
    one('[role=status]').textContent = 'Back online'
    expect(speech).toHaveAnnounced()
    expect(speech).toHaveAnnounced('Back online')
    expect(speech).toHaveAnnounced(/online/, 'polite')
    expect(speech).not.toHaveAnnounced('online')
    expect(speech).not.toHaveAnnounced('Back online', 'assertive')
  })

  test('of what most screen readers miss it does not hold, and it says so', () => {
    expect(speech).not.toHaveAnnounced()
    expect(complaint(() => expect(speech).toHaveAnnounced('Saved'))).toBe(
      'expected the page to have announced "Saved"; it has said nothing',
    )
    root.insertAdjacentHTML('beforeend', '<output>Saved</output>')
    one('[role=alert]').textContent = 'Failed'
    expect(complaint(() => expect(speech).toHaveAnnounced('Saved', 'polite'))).toBe(
      `expected the page to have announced "Saved", polite; it has said:
assertive: Failed
polite: Saved (came together with its live region, so most screen readers leave it out)`,
    )
    expect(complaint(() => expect(speech).not.toHaveAnnounced(/./))).toMatch(
      /^expected the page not to have announced /,
    )
  })

  test('looks at speech alone', () => {
    expect(complaint(() => expect(root).toHaveAnnounced())).toContain('write expect(hearSpeech())')
  })
})
