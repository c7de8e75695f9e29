// From starting the built server, on a folder that was used before, to the first delivery that it has stored.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { freePort } from '../scripts/ports.mjs'
import { ADMIN_KEY, newDataDir, ROOT, startServer } from './lib/built-server.mjs'
import { memoryMiB, sleep } from './lib/machine.mjs'
import { postDelivery } from './lib/post.mjs'
import { createMeasuredWebhook } from './lib/webhook.mjs'

export async function measureColdStarts(times) {
  const dataDir = newDataDir()
  const port = await freePort()
  const first = await startServer({ dataDir, port })
  const webhook = await createMeasuredWebhook(first)
  await first.stop()
  const url = `${first.url}/webhooks/github/${webhook.id}`
  const measured = []
  for (let i = 0; i < times; i++) measured.push(await startOnce({ dataDir, port, url }))
  rmSync(dataDir, { recursive: true })
  return measured
}

async function startOnce({ dataDir, port, url }) {
  const startedAt = performance.now()
  const env = { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, ADMIN_API_KEY: ADMIN_KEY }
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/main.js')], { cwd: dataDir, env, stdio: 'ignore' })
  while ((await postDelivery(url)).status !== 202) await sleep(5)
  const ms = performance.now() - startedAt
  const rssMiB = memoryMiB(child.pid)
  child.kill('SIGTERM')
  await once(child, 'exit')
  return { ms, rssMiB }
}
