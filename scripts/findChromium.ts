import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The path of a Chromium to drive: the one that `TELLTALE_CHROMIUM` names, else the system's Chromium or Chrome, else
 * the one that Playwright has installed; `undefined` when there is none.
 */
export function findChromium(): string | undefined {
  const named = process.env['TELLTALE_CHROMIUM']
  return [...(named ? [named] : []), ...systemPaths, chromium.executablePath()].find((path) => existsSync(path))
}

/** How every browser of the checks is launched: a root user in a container has no sandbox, and nothing phones home. */
export const chromiumArgs: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
