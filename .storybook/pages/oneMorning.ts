import { createFake, scenario, type Scenario } from '@telltale/testing'

const fake = createFake(7)

const tell = (type: string, title: string, minutesAgo: number) =>
  fake.notification({ userId: 'ada', type, title, createdAt: new Date(Date.now() - minutesAgo * 60_000).toISOString() })

/** What happens on the first page of the book: news, and a line that goes and comes back. Plain data, as any scenario. */
export const oneMorning: Scenario = scenario('One morning')
  .at(400)
  .emit('user:ada', 'notification', tell('info', 'Grace commented on Escrow 7', 4))
  .at(1_500)
  .emit('user:ada', 'notification', tell('success', 'The report for March is ready', 0))
  .at(5_000)
  .refuse()
  .drop()
  .at(6_500)
  .emit('user:ada', 'notification', tell('warning', 'Your plan has 2 hours left', 0))
  .at(8_500)
  .accept()
  .at(14_000)
  .emit('user:ada', 'notification', tell('error', 'The import of leads failed', 0))
