import { expect, test } from 'vitest'
import { linkTo } from './linkTo.ts'

test.each([
  ['https://files.example.com/a.csv', true],
  ['/a.csv?x=1', true],
  ['blob:https://example.com/1', true],
  ['a.csv', true],
  ['javascript:alert(1)', false],
  [' javascript:alert(1)', false],
  ['JavaScript:alert(1)', false],
  ['java\tscript:alert(1)', false],
])('the address %j is a link: %s', (address, isLink) => {
  expect(linkTo(address)).toBe(isLink ? address : undefined)
})
