import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, it } from 'vitest'

it('runs these tests on the React that their project is for', () => {
  const expected: unknown = import.meta.env['TELLTALE_REACT'] ?? '19'
  expect([version, domVersion].map((one) => one.split('.')[0])).toEqual([expected, expected])
})
