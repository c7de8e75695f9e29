import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks } from './documents.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const WALK_MS = 60_000

let folder: string
let server: ChildProcess | undefined
let output: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hookline-readme-'))
  const port = await freePort()
  server = await startServer(port)
  // What stands in the file, but for the port.
  const walk = codeBlocks('README.md', 'bash').join('\n').replaceAll('127.0.0.1:8000', `127.0.0.1:${port}`)
  output = (await promisify(execFile)('bash', ['-eu', '-c', walk], { cwd: folder, timeout: WALK_MS })).stdout
}, WALK_MS + 30_000)
afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  rmSync(folder, { recursive: true })
})

describe("the README's walk, pasted block by block", () => {
  it('makes a webhook and shows its address and its secret', () => {
    expect(output).toMatch(
      /"createWebhook":\{"secret":"[0-9a-f]{64}","webhook":\{"id":"github-\w+","url":"http:[^"]+\/webhooks\/github\/github-\w+"/,
    )
  })

  it('has the delivery answered with the id of its event', () => {
    expect(output).toMatch(/\{"event_id":"evt_\w+"\} 202$/m)
  })

  it('sees on the subscription what happens, in order', () => {
    const kinds = [...output.matchAll(/"feed":\{"kind":"(\w+)"/g)].map(([, kind]) => kind)

    expect(kinds).toEqual(['CONNECTED', 'EVENT_RECEIVED', 'TASK_QUEUED', 'EVENT_PROCESSED', 'TASK_CLAIMED', 'TASK_COMPLETED'])
    expect(output).toContain('"eventType":"issues.opened","subject":{"title":"The export button does nothing"}')
  })

  it('claims the task with the rendered template as its prompt', () => {
    expect(output).toMatch(
      /"prompt":"Plan the work on <(untrusted-\w{8})>The export button does nothing<\/\1>\\n\\n<\1>I press it, and nothing happens\.<\/\1>"/,
    )
  })

  it('completes it', () => {
    expect(output).toMatch(
      /"completeTask":\{"task":\{"id":"task_\w+","status":"COMPLETED","result":\{"plan":"Mend the click handler"\}\}\}/,
    )
  })
})

/** As `npm start` does it without a terminal, in a folder of its own: the key is in data/admin-key.txt there. */
async function startServer(port: number): Promise<ChildProcess> {
  const typescript = path.join(ROOT, 'scripts/typescript.mjs')
  const started = spawn(process.execPath, ['--import', typescript, path.join(ROOT, 'src/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    let printed = ''
    started.stdout.on('data', (chunk) => {
      printed += chunk
      if (printed.includes('admin-key.txt')) resolve()
    })
    started.once('exit', () => reject(new Error(`The server did not start: ${printed}`)))
  })
  return started
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
