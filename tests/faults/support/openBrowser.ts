import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type BrowserContext, chromium } from 'playwright'
import { chromiumArgs, findChromium } from '../../../scripts/findChromium.ts'

/**
 * A Chromium as people have it: its pages are hidden by those before them, freeze when told to, and are kept whole when
 * one goes elsewhere. In the browser that Playwright launches every page believes to be in front, and none is kept.
 */
export async function openBrowser(): Promise<{ tabs: BrowserContext; close: () => Promise<void> }> {
  const port = await freePort()
  const executablePath = findChromium()
  const launched = await chromium.launch({
    args: [...chromiumArgs, `--remote-debugging-port=${port}`],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    ...(executablePath ? { executablePath } : {}),
  })
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true })
  const [tabs] = browser.contexts()
  if (!tabs) throw new Error('this Chromium has no window of its own')
  return {
    tabs,
    close: async () => {
      await browser.close()
      await launched.close()
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  // A server that listens on a port has an address of that form.
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
