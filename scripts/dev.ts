// `npm start`: the book, the demo and the server that the demo talks to, side by side until Ctrl-C.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { isPortInUse } from './ports.ts'

type Job = { name: string; port: number; command: string; args: string[]; folder?: string; restarts?: boolean }

const root = fileURLToPath(new URL('..', import.meta.url))
const jobs: Job[] = [
  {
    name: 'server',
    port: 4000,
    command: process.execPath,
    args: ['server.ts'],
    folder: 'apps/demo',
    restarts: true,
  },
  { name: 'demo', port: 5173, command: 'vite', args: ['--port', '5173', '--strictPort'], folder: 'apps/demo' },
  {
    name: 'book',
    port: 6006,
    command: 'storybook',
    args: ['dev', '-p', '6006', '--exact-port', '--no-open', '--ci'],
  },
]
const windows = process.platform === 'win32'
const restartAfterMs = 5000
const children = new Map<string, ChildProcess>()
const stopping = new AbortController()

const say = (line: string) => console.log(`[telltale] ${line}`)

const busy = (await Promise.all(jobs.map(async (job) => ((await isPortInUse(job.port)) ? [job] : [])))).flat()
for (const { name, port } of busy) {
  say(`port ${port} is in use, and the ${name} needs it. Stop what holds it and run npm start again.`)
}
if (busy.length > 0) process.exit(1)

const bundled = spawnSync('turbo', ['run', 'bundle', '--output-logs=errors-only'], {
  stdio: 'inherit',
  shell: windows,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
})
if (bundled.status !== 0) {
  say('the in-page server of the book could not be bundled: the lines above say why')
  process.exit(1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))
say(`starting ${jobs.map(({ name, port }) => `the ${name} (port ${port})`).join(', ')}`)
for (const job of jobs) start(job)
await announce()

function start(job: Job) {
  const startedAt = Date.now()
  const child = spawn(job.command, job.args, {
    cwd: `${root}/${job.folder ?? ''}`,
    // The shims of node_modules/.bin are .cmd files on Windows, which only a shell runs.
    shell: windows && job.command !== process.execPath,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(job.port), STORYBOOK_DISABLE_TELEMETRY: '1' },
  })
  children.set(job.name, child)
  for (const stream of [child.stdout, child.stderr]) prefix(stream, job.name)
  child.once('error', (error) => stop(1, `the ${job.name} does not start: ${error.message}`))
  child.once('exit', (code, signal) => {
    children.delete(job.name)
    if (stopping.signal.aborted) return
    const ended = `the ${job.name} has ended (${signal ?? `code ${code}`})`
    // One that ends at once would end again: only a server that had been running was stopped on purpose.
    if (job.restarts && Date.now() - startedAt > restartAfterMs) void restart(job, ended)
    else stop(1, `${ended}, so everything stops. Its last lines above say why.`)
  })
}

async function restart(job: Job, ended: string) {
  say(`${ended}; starting it again in ${restartAfterMs / 1000} s`)
  await delay(restartAfterMs, undefined, { signal: stopping.signal }).catch(() => undefined)
  if (stopping.signal.aborted) return
  start(job)
  say(`the ${job.name} is back as process ${children.get(job.name)?.pid}`)
}

function stop(exitCode: number, why?: string) {
  if (stopping.signal.aborted) return
  stopping.abort()
  process.exitCode = exitCode
  say(why ?? 'stopping')
  for (const child of children.values()) child.kill('SIGTERM')
  // Whoever has not gone by then holds its port for the next run.
  setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), 5000).unref()
}

function prefix(stream: NodeJS.ReadableStream, name: string) {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') console.log(`[${name}] ${line}`)
  })
}

async function announce() {
  await Promise.all(jobs.map(({ port }) => answers(port)))
  if (stopping.signal.aborted) return
  const lines = [
    'The book   http://localhost:6006',
    'The demo   http://localhost:5173',
    '',
    `See the line drop:   kill -9 ${children.get('server')?.pid}`,
    `The server comes back after ${restartAfterMs / 1000} s. Ctrl-C stops everything.`,
  ]
  const width = Math.max(...lines.map((line) => line.length))
  const edge = '─'.repeat(width + 4)
  console.log(['', `╭${edge}╮`, ...lines.map((line) => `│  ${line.padEnd(width)}  │`), `╰${edge}╯`].join('\n'))
}

async function answers(port: number): Promise<void> {
  if (stopping.signal.aborted) return
  const response = await fetch(`http://localhost:${port}/`).catch(() => undefined)
  if (response) return
  await delay(250)
  return answers(port)
}
