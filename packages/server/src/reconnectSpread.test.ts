import { expect, test } from 'vitest'
import { createSpreadNotice, reconnectSpreadMs } from './reconnectSpread.ts'

test('up to 50 clients come back at once, more of them within clients ÷ 500 seconds', () => {
  expect([0, 50, 51, 10_000].map(reconnectSpreadMs)).toEqual([0, 0, 102, 20_000])
})

test('a new spread is told when the clients have doubled or halved since the last time', () => {
  const told: number[] = []
  const notice = createSpreadNotice((spreadMs) => told.push(spreadMs))
  for (let clients = 1; clients <= 400; clients++) notice(clients)
  expect(told).toEqual([200, 400, 800])
  for (let clients = 399; clients >= 0; clients--) notice(clients)
  expect(told).toEqual([200, 400, 800, 400, 200, 0])
})
