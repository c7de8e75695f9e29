// Runs the built server until it is ready, and keeps what V8 has compiled by then for the starts to come.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheName, runScript } from '../dist/compiled-script.js'
import { freePort } from './ports.mjs'

const FOLDER = path.resolve('dist/cache')
const MAX_MS = 30_000

const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-build-'))
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
const port = await freePort()
// Of this folder alone: nothing of whoever builds is connected to, told or kept.
process.env = {
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: String(port),
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
}
const scripts = runScript(path.resolve('dist/server.cjs'), FOLDER)
const untilMs = performance.now() + MAX_MS
while (!(await isReady())) {
  if (performance.now() > untilMs) throw new Error(`the server was not ready within ${MAX_MS / 1000} seconds`)
  await sleep(20)
}
mkdirSync(FOLDER, { recursive: true })
for (const [name, script] of scripts) writeFileSync(path.join(FOLDER, cacheName(name)), script.createCachedData())
process.kill(process.pid, 'SIGTERM')

async function isReady() {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
}
