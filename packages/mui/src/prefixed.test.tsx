import ClassNameGenerator from '@mui/utils/ClassNameGenerator'
import { cleanup, render } from '@testing-library/react'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'

test('with class names of an app’s own, panels look as they do with MUI’s', async () => {
  // MUI asks for it before anything else of it is loaded.
  ClassNameGenerator.configure((name) => `app-${name}`)
  onTestFinished(() => ClassNameGenerator.reset())
  onTestFinished(cleanup)
  await page.viewport(1280, 800)
  const { AITaskToastsView, NotificationBellView, notificationBellClasses } = await import('./index.ts')
  render(
    <>
      <NotificationBellView unreadCount={1} open>
        <p>All of them</p>
      </NotificationBellView>
      <AITaskToastsView tasks={[]} open />
    </>,
  )
  expect(notificationBellClasses.root).toBe('app-TtNotificationBell-root')
  const widths = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].map((panel) => panel.offsetWidth)
  expect(widths).toEqual([400, 400])
})
