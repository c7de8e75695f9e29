import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Data } from '../helpers/start-app.ts'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

it('has the fields that Google Cloud reads', { timeout: 30_000 }, async () => {
  const [listening] = await linesOf({ LOG_FORMAT: 'gcp' })

  expect(listening).toMatchObject({
    severity: 'INFO',
    message: 'listening',
    time: expect.stringMatching(ISO),
    serviceContext: { service: 'hookline' },
  })
  expect(Object.keys(listening)).not.toContain('level')
})

it('has the fields that CloudWatch finds', { timeout: 30_000 }, async () => {
  const [listening] = await linesOf({ LOG_FORMAT: 'aws' })

  expect(listening).toMatchObject({ level: 'INFO', message: 'listening', timestamp: expect.stringMatching(ISO) })
})

/** What a whole server writes until it listens. */
async function linesOf(env: Record<string, string>): Promise<Data[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-log-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const server = spawn(process.execPath, ['--import', 'tsx', '--import', './scripts/typescript.mjs', 'src/main.ts'], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: '0',
      CONFIG_FILES: 'off',
      ADMIN_API_KEY: 'hk_of_the_log_test_0123456789',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(server, 'exit')
  let text = ''
  // Read to its end: a server whose output nobody takes any more ends late.
  server.stdout.on('data', (chunk) => (text += chunk))
  await expect.poll(() => text, { timeout: 20_000 }).toContain('listening')
  server.kill()
  await exited
  return text
    .split('\n')
    .filter((line) => line.includes('listening'))
    .map((line) => JSON.parse(line))
}
