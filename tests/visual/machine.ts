/** What decides how a machine draws: its browser, and its fonts. */
export type Machine = { browser: string; fonts: string }

const samples = ['Reconnecting in 4 s', 'Änderungen', 'إعادة الاتصال', '王小云', '⟳ ● ▲']
const families = ['Roboto, Helvetica, Arial, sans-serif', 'Georgia, serif', 'monospace']

/** Reads it off this page's own browser. */
export async function readMachine(): Promise<Machine> {
  return { browser: await browserBuild(), fonts: await fontsDrawn() }
}

type UserAgentData = { getHighEntropyValues: (hints: string[]) => Promise<{ uaFullVersion?: string }> }

async function browserBuild(): Promise<string> {
  // Not in TypeScript's DOM, as it is of Chromium alone.
  const { userAgentData } = navigator as Navigator & { userAgentData?: UserAgentData }
  const { uaFullVersion = navigator.userAgent } = (await userAgentData?.getHighEntropyValues(['uaFullVersion'])) ?? {}
  return `${uaFullVersion} ${navigator.platform}`
}

/** A digest of letters as they are drawn: names of fonts would not tell that one is another version, or hinted otherwise. */
async function fontsDrawn(): Promise<string> {
  const canvas = new OffscreenCanvas(400, 24 * samples.length * families.length)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('this browser gives no canvas to draw on')
  for (const [column, family] of families.entries()) {
    context.font = `14px ${family}`
    for (const [row, text] of samples.entries()) context.fillText(text, 4, 18 + 24 * (column * samples.length + row))
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
  return Array.from(digest.slice(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
