import Dialog from '@mui/material/Dialog'
import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { listen, pass, inVirtualTime } from '../../test/support/world.tsx'
import { announce, holdAnnouncer } from './announce.ts'

inVirtualTime()

const regions = () => [...document.querySelectorAll('[data-telltale-announcer] > *')]

test('the regions are there, empty and unseen, before anything is said', async () => {
  const release = holdAnnouncer()
  expect(regions().map((region) => [region.role, region.ariaLive, region.ariaAtomic, region.textContent])).toEqual([
    ['status', 'polite', 'true', ''],
    ['alert', 'assertive', 'true', ''],
  ])
  expect(regions()[0]?.parentElement?.getBoundingClientRect().width).toBeLessThanOrEqual(1)
  release()
  expect(regions()).toEqual([])
})

test('there is one pair of regions however many hold it, and the last one takes it away', () => {
  const releases = [holdAnnouncer(), holdAnnouncer()]
  expect(regions()).toHaveLength(2)
  releases[0]?.()
  releases[0]?.()
  expect(regions()).toHaveLength(2)
  releases[1]?.()
  expect(regions()).toHaveLength(0)
})

test('a first sentence waits until readers know its region', async () => {
  const heard = listen()
  announce('Saved')
  await pass(499)
  expect(heard).toEqual([])
  await pass(1)
  expect(heard).toEqual(['status: Saved'])
})

test('sentences come half a second apart, urgent ones first', async () => {
  const heard = listen()
  announce('One')
  announce('Two')
  announce('Fire', { politeness: 'assertive' })
  await pass(500)
  expect(heard).toEqual(['alert: Fire'])
  await pass(500)
  expect(heard).toEqual(['alert: Fire', 'status: One'])
  await pass(500)
  expect(heard).toEqual(['alert: Fire', 'status: One', 'status: Two'])
})

test('of what waits with one key only the latest is said', async () => {
  const heard = listen()
  for (const percent of [10, 20, 30]) announce(`${percent} %`, { key: 'upload' })
  announce('Saved', { key: 'note' })
  await pass(5_000)
  expect(heard).toEqual(['status: 30 %', 'status: Saved'])
})

test('what repeats the last words of its key within a minute is not said', async () => {
  const release = holdAnnouncer()
  const heard = listen()
  announce('Saved', { key: 'note' })
  await pass(30_000)
  announce('Saved', { key: 'note' })
  await pass(31_000)
  announce('Saved', { key: 'note' })
  await pass(1_000)
  expect(heard).toEqual(['status: Saved', 'status: Saved'])
  release()
})

test('what has changed and changed back before it was said is not said at all', async () => {
  const heard = listen()
  announce('Down', { key: 'line' })
  await pass(600)
  announce('Up', { key: 'line' })
  announce('Down', { key: 'line' })
  await pass(5_000)
  expect(heard).toEqual(['status: Down'])
})

test('old news leaves the page', async () => {
  const release = holdAnnouncer()
  announce('Saved')
  await pass(6_000)
  expect(regions().map((region) => region.textContent)).toEqual(['', ''])
  release()
})

test('an open MUI dialog does not make it deaf', async () => {
  const release = holdAnnouncer()
  render(<Dialog open>Really?</Dialog>)
  await pass(0)
  expect(document.querySelector('[data-telltale-announcer]')?.ariaHidden).toBeNull()
  release()
})
