import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { presenceAvatarsClasses } from './presenceAvatarsClasses.ts'
import { PresenceAvatarsView } from './PresenceAvatarsView.tsx'
import { crowd, threeStatuses } from './presenceFixtures.ts'

afterEach(cleanup)

describeWidget({
  name: 'TtPresenceAvatars',
  View: PresenceAvatarsView,
  looks: [
    { users: crowd(8) },
    { users: [] },
    { users: crowd(1), selfId: 'user-0' },
    { users: threeStatuses },
    { users: crowd(8), isStale: true },
    { users: crowd(200), size: 'small', max: 20 },
  ],
  classes: presenceAvatarsClasses,
  slots: ['item', 'avatar', 'status', 'surplus'],
  words: (first, second) => ({ label: () => first, surplus: () => second }),
})

const seen = () => screen.queryAllByRole('img').map((avatar) => avatar.ariaLabel)

describe('R7 the people who are here', () => {
  test('are a list by name and status, in the order in which they came', () => {
    render(<PresenceAvatarsView users={threeStatuses} selfId="user-1" />)
    const list = screen.getByRole('list', { name: 'People here (3)' })
    expect(within(list).getAllByRole('listitem')).toHaveLength(3)
    expect(seen()).toEqual(['Ada Lovelace, online', 'Grace Hopper (you), away', 'Alan Turing, offline'])
  })

  test('keep their places and colours when they change and when others come', () => {
    const hues = () => screen.getAllByRole('img').map(({ style }) => style.getPropertyValue('--hue'))
    const { rerender } = render(<PresenceAvatarsView users={crowd(3)} />)
    const before = hues()
    rerender(<PresenceAvatarsView users={[...threeStatuses, ...crowd(5).slice(3)]} />)
    expect(hues().slice(0, 3)).toEqual(before)
  })

  test('have one avatar each, however many tabs they are in', () => {
    const [ada] = crowd(1)
    render(<PresenceAvatarsView users={ada ? [ada, ...threeStatuses, { ...ada, status: 'away' }] : []} />)
    expect(seen()).toEqual(['Ada Lovelace, away', 'Grace Hopper, away', 'Alan Turing, offline'])
  })

  test.each([
    [5, 5, null],
    [6, 4, '+2'],
    [200, 4, '+196'],
  ])('%d people take at most five places', (count, avatars, surplus) => {
    render(<PresenceAvatarsView users={crowd(count)} />)
    expect([seen().length, screen.queryByRole('button')?.textContent ?? null]).toEqual([avatars, surplus])
  })

  test('who have no room are listed by name, by keyboard as well, and Escape gives the focus back', async () => {
    render(<PresenceAvatarsView users={crowd(8)} />)
    await userEvent.keyboard('{Tab}')
    const more = screen.getByRole('button', { name: '+4, show all 8 people' })
    expect(document.activeElement).toBe(more)
    await userEvent.keyboard('{Enter}')
    const dialog = await screen.findByRole('dialog', { name: 'People here (8)' })
    expect(within(dialog).getAllByRole('listitem')).toHaveLength(8)
    expect(dialog.textContent).toContain('Émilie du Châtelet, online')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(document.activeElement).toBe(more)
  })

  test('the list that goes with the last of them does not come back by itself', async () => {
    const { rerender } = render(<PresenceAvatarsView users={crowd(8)} />)
    fireEvent.click(screen.getByRole('button'))
    expect(await screen.findByRole('dialog')).toBeTruthy()
    rerender(<PresenceAvatarsView users={crowd(3)} />)
    rerender(<PresenceAvatarsView users={crowd(9)} />)
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(screen.getByRole('button', { name: '+5, show all 9 people', expanded: false })).toBeTruthy()
  })

  test('the button for those who have no room gives the focus back when there is room', async () => {
    const ui = (count: number) => (
      <>
        <button>Before</button>
        <PresenceAvatarsView users={crowd(count)} />
      </>
    )
    const { rerender } = render(ui(8))
    act(() => screen.getByText('Before').focus())
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement?.textContent).toBe('+4')
    rerender(ui(3))
    expect(document.activeElement).toBe(screen.getByText('Before'))
  })

  test('are dimmed while the own line is down, and the list says so', () => {
    render(<PresenceAvatarsView users={crowd(2)} isStale />)
    expect(screen.getByRole('list').ariaLabel).toBe('People here (2), may be out of date')
    for (const avatar of screen.getAllByRole('img')) expect(getComputedStyle(avatar).borderTopStyle).toBe('dashed')
  })

  test('have initials where there is no picture, or it does not load', async () => {
    const [ada] = crowd(1)
    render(<PresenceAvatarsView users={ada ? [{ ...ada, avatarUrl: 'data:image/png;base64,broken' }] : []} />)
    const picture = document.querySelector('img')
    if (picture) fireEvent.error(picture)
    await waitFor(() => expect(screen.getByRole('img').textContent).toBe('AL'))
  })
})
