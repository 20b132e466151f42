import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Module, type ModuleRecord, modules } from '../../apps/demo/src/modules.ts'
import { joinTeam, type TeamMember, tokenOf } from './joinTeam.ts'
import { type Demo, startDemo } from './startDemo.ts'
import { launchBrowser } from '../../scripts/launchBrowser.ts'

/** A change is on the other's screen within a second (S8); the rest is for a busy machine, in milliseconds. */
const soon = { timeout: 1_000 + 1_500, interval: 20 }
/** After this a thing will not happen any more. */
const deadline = { timeout: 20_000, interval: 50 }

let demo: Demo
let browser: Browser
const crashes: Error[] = []

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
})

describe('two browsers of one team', () => {
  let ada: Page
  let grace: Page

  beforeAll(async () => {
    ada = await signIn('Ada')
    grace = await signIn('Grace')
  })

  test.each(Object.values(modules))(
    'S1 S8 show what the other creates, updates, archives and deletes of $plural',
    async (module) => {
      const { plural, statuses } = module
      await Promise.all([open(ada, module), open(grace, module)])
      await expect.poll(() => titles(ada), deadline).toEqual(await titlesOnServer(module))

      await add(ada, module, `Made by Ada in ${plural}`)
      await expect.poll(async () => (await titles(grace))[0], soon).toBe(`Made by Ada in ${plural}`)

      const status = String(statuses.at(-1))
      await changeStatus(grace, `Made by Ada in ${plural}`, status)
      await expect.poll(() => statusOf(ada, `Made by Ada in ${plural}`), soon).toBe(status)

      await ada.getByRole('button', { name: `Made by Ada in ${plural}`, exact: true }).click()
      await ada.getByRole('textbox', { name: module.titleLabel }).fill('Renamed')
      await ada.getByRole('button', { name: 'Rename' }).click()
      await expect.poll(async () => (await titles(grace))[0], soon).toBe('Renamed')
      await grace.getByRole('button', { name: 'Renamed', exact: true }).click()
      await ada.getByRole('textbox', { name: 'Note' }).fill('Call back')
      await ada.getByRole('button', { name: 'Add note' }).click()
      await expect.poll(() => notes(grace), soon).toEqual(['Call back Ada'])
      await ada.keyboard.press('Escape')
      await grace.keyboard.press('Escape')

      await showArchive(ada)
      await expect.poll(() => titles(ada), deadline).toEqual([])
      await grace.getByRole('button', { name: 'Archive Renamed' }).click()
      await expect.poll(() => titles(ada), soon).toEqual(['Renamed'])
      await ada.getByRole('button', { name: 'Restore Renamed' }).click()
      await expect.poll(() => titles(grace), soon).toContain('Renamed')
      await grace.getByRole('button', { name: 'Archive Renamed' }).click()
      await showArchive(grace)
      await expect.poll(async () => [await titles(ada), await titles(grace)], soon).toEqual([['Renamed'], ['Renamed']])
      await ada.getByRole('button', { name: 'Delete Renamed' }).click()
      await expect.poll(() => titles(grace), soon).toEqual([])
    },
  )

  test('S3 a change that fails is taken back alone, and told; what the other did meanwhile stays', async () => {
    const module = modules.escrow
    await Promise.all([open(ada, module), open(grace, module)])
    await expect.poll(() => titles(ada), deadline).toContain('12 Elm Street')
    let refuse = (): void => undefined
    const refused = new Promise<void>((resolve) => (refuse = resolve))
    await ada.route('**/api/escrows/*', async (route) => {
      await refused
      await route.fulfill({ status: 503 })
    })
    await ada.getByRole('button', { name: 'Archive 12 Elm Street' }).click()
    await expect.poll(() => titles(ada), soon).not.toContain('12 Elm Street')
    await changeStatus(grace, '12 Elm Street', 'closed')
    await add(grace, module, 'Meanwhile')
    await expect.poll(() => titles(ada), soon).toContain('Meanwhile')
    expect(await titles(ada)).not.toContain('12 Elm Street')
    refuse()
    await ada.getByText('It could not be archived, and is back in the list.').first().waitFor()
    await expect.poll(() => statusOf(ada, '12 Elm Street'), soon).toBe('closed')
    expect(await titles(ada)).toEqual(await titles(grace))
    await ada.unroute('**/api/escrows/*')
  })

  test('S8 a killed server is back with records of its own, and both show them without a click', async () => {
    await demo.killServer()
    await demo.startServer()
    await expect
      .poll(async () => [await titles(ada), await titles(grace)], deadline)
      .toEqual(Array(2).fill(await titlesOnServer(modules.escrow)))
    await add(grace, modules.escrow, 'After the restart')
    await expect.poll(async () => (await titles(ada))[0], soon).toBe('After the restart')
  })
})

test('S8 ten people who change the same records at once all end with what the server has', async () => {
  const module = modules.lead
  const pages = [await signIn('Ada'), await signIn('Grace')]
  await Promise.all(pages.map((page) => open(page, module)))
  // Ten pages are too much for a small machine, so eight people have no browser around their client.
  const others = await Promise.all(Array.from({ length: 8 }, (_, index) => joinTeam(demo.url, `User ${index}`, module)))

  await Promise.all([
    ...others.map((other, person) => actAtRandom(other, module, person)),
    ...pages.map(async (page, person) => {
      for (let turn = 0; turn < 5; turn += 1) await add(page, module, `${turn} of page ${person}`)
    }),
  ])

  const onServer = await recordsOnServer(module)
  // Several have written the same records.
  expect(onServer.filter(({ version }) => version > 2).length).toBeGreaterThan(5)
  for (const other of others) await expect.poll(other.records, deadline).toEqual(onServer)
  for (const page of pages) await expect.poll(() => shown(page), deadline).toEqual(onServer.map(textOf))
  for (const other of others) other.close()
  await Promise.all(pages.map((page) => page.context().close()))
})

test('nothing is thrown in the pages', () => {
  expect(crashes).toEqual([])
})

/** Each person in a browser of their own; so wide that no toast lies over a record. */
async function signIn(name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 2100, height: 700 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(deadline.timeout)
  page.on('pageerror', (error) => crashes.push(error))
  await page.goto(demo.url)
  await page.getByRole('textbox', { name: 'Another name' }).fill(name)
  await page.getByRole('button', { name: 'Enter' }).click()
  await page.getByRole('banner').getByText('Connected').first().waitFor()
  return page
}

async function open(page: Page, { plural }: Module) {
  await page.getByRole('tab', { name: plural }).click()
  await page.getByRole('list', { name: plural }).waitFor()
}

async function add(page: Page, { titleLabel }: Module, title: string) {
  await page.getByRole('textbox', { name: titleLabel }).fill(title)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
}

const showArchive = (page: Page): Promise<void> => page.getByRole('switch', { name: 'Show the archive' }).click()

async function changeStatus(page: Page, title: string, status: string) {
  await page.getByRole('combobox', { name: `Status of ${title}` }).click()
  await page.getByRole('option', { name: status, exact: true }).click()
}

/** Forty changes, some at a time; what somebody else has just deleted is refused, and taken back. */
async function actAtRandom(member: TeamMember, { statuses }: Module, person: number): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    const changes = Array.from({ length: 4 }, (_, index) => {
      const chance = numberOf(person * 1000 + turn * 10 + index)
      // Of the newest few, so that people meet at the same records.
      const { id } = member.records()[Math.floor(numberOf(chance * 1000) * 6)] ?? {}
      if (id === undefined || chance < 0.3) return member.create(`${person}-${turn}-${index}`, `Lead ${chance}`)
      if (chance < 0.45) return member.remove(id)
      return member.changeStatus(id, statuses[Math.floor(chance * 100) % statuses.length] ?? '')
    })
    await Promise.allSettled(changes)
  }
}

/** A number below 1 that looks like chance, and is always the same. */
const numberOf = (seed: number): number => Math.abs(Math.sin(seed * 12.9898 + 1) * 43758.5453) % 1

const rows = (page: Page) => page.locator('[role=tabpanel] > * > ul > li')

const titles = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((items) => items.map((item) => item.querySelector('button')?.textContent ?? ''))

/** Title and status of the rows that a page shows, in their order. */
const shown = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((items) =>
    items.map((item) => {
      const title = item.querySelector('button')?.textContent
      return `${title}: ${item.querySelector('[role=combobox]')?.textContent}`
    }),
  )

const textOf = ({ title, status }: ModuleRecord): string => `${title}: ${status}`

const statusOf = (page: Page, title: string): Promise<string> =>
  page.getByRole('combobox', { name: `Status of ${title}` }).innerText()

async function notes(page: Page): Promise<string[]> {
  const items = await page.getByRole('list', { name: 'Notes' }).getByRole('listitem').allInnerTexts()
  return items.map((text) => text.split(/\n+/).join(' '))
}

/** What a page that is opened now would be given. */
async function recordsOnServer({ plural }: Module): Promise<ModuleRecord[]> {
  const authorization = `Bearer ${await tokenOf(demo.url, 'Reader')}`
  const answer = await fetch(`${demo.url}api/${plural}`, { headers: { authorization } })
  return ((await answer.json()) as { data: ModuleRecord[] }).data // as the demo's server says
}

const titlesOnServer = async (module: Module): Promise<string[]> =>
  (await recordsOnServer(module)).map(({ title }) => title)
