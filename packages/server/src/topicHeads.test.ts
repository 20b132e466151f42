import { expect, test } from 'vitest'
import { createTopicHeads } from './topicHeads.ts'

test('sequence and revision count on their own, topic by topic, within one epoch', () => {
  const heads = createTopicHeads()
  const send = (): void => undefined
  heads.advance('team:1', 'logged', send)
  heads.advance('team:1', 'state', send)
  heads.advance('team:1', 'volatile', send)
  heads.advance('team:2', 'state', send)

  const { epoch } = heads.cursor('team:1')
  expect([heads.cursor('team:1'), heads.rev('team:1')]).toEqual([{ epoch, seq: 1 }, 1])
  expect([heads.cursor('team:2'), heads.rev('team:2')]).toEqual([{ epoch, seq: 0 }, 1])
  expect(createTopicHeads().cursor('team:1')).not.toEqual({ epoch, seq: 0 })
})

test('an event that could not be sent is not counted', () => {
  const heads = createTopicHeads()
  const refuse = (): void => {
    throw new TypeError('no JSON')
  }
  expect(() => heads.advance('team:1', 'logged', refuse)).toThrow('no JSON')
  expect(heads.advance('team:1', 'logged', () => undefined)).toMatchObject({ seq: 1 })
})
