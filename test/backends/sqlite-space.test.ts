import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const DAY_MS = 24 * 60 * 60 * 1000

it('gives what retention has taken away back to the disk', { timeout: 60_000 }, async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const app = await startApp({ env: { PAYLOAD_RETENTION_DAYS: '1' }, tuning: { retainEveryMs: 200 } })
  const webhook = await app.createWebhook()
  for (let n = 0; n < 40; n++)
    await app.deliver(webhook, {
      body: JSON.stringify({ action: 'opened', issue: { number: n, title: 'large', body: 'x'.repeat(400_000) } }),
      headers: { 'x-github-event': 'issues', 'x-github-delivery': randomUUID() },
    })
  const size = () => statSync(path.join(app.dataDir, 'db', 'webhooks.db')).size
  await expect.poll(size, { timeout: 10_000 }).toBeGreaterThan(12_000_000)

  vi.setSystemTime(Date.now() + 2 * DAY_MS)

  await expect.poll(size, { timeout: 30_000 }).toBeLessThan(8_000_000)
  await app.close()
  vi.useRealTimers()
})
