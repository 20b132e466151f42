import { type Browser, chromium } from 'playwright'
import { chromiumArgs, findChromium } from './findChromium.ts'

/** A Chromium as the checks use it. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  return chromium.launch({ args: chromiumArgs, ...(executablePath ? { executablePath } : {}) })
}
