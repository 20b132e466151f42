import { expect, test } from 'vitest'
import { createPipe } from './pipe.ts'

const atOnce = { travelMs: () => 0, isFrozen: () => false }

test('what is pushed while something arrives comes after it', () => {
  const pipe = createPipe(atOnce)
  const seen: string[] = []
  pipe.push(() => {
    pipe.push(() => seen.push('second'))
    seen.push('first')
  })
  expect(seen).toEqual(['first', 'second'])
})

test('goes on after something that throws on arrival', () => {
  const pipe = createPipe(atOnce)
  const seen: string[] = []
  expect(() => pipe.push(() => expect.fail('on arrival'))).toThrow('on arrival')
  pipe.push(() => seen.push('next'))
  expect(seen).toEqual(['next'])
})

test('what is not ready holds up what was pushed after it, and is lost when the pipe closes', async () => {
  const seen: string[] = []
  const pipe = createPipe(atOnce)
  const ready = Promise.resolve()
  pipe.push(() => seen.push('first'), ready)
  pipe.push(() => seen.push('second'))
  expect(seen).toEqual([])
  await ready
  expect(seen).toEqual(['first', 'second'])
  pipe.push(() => seen.push('lost'), ready)
  pipe.close()
  await ready
  expect(seen).toEqual(['first', 'second'])
})
