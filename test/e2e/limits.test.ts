import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keptDeliveries } from '../helpers/refused.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { expectRefused, expectStillGood, github, goodDelivery, rawHead, sendRaw } from './bad-input.ts'

describe('B34: too many', () => {
  it('refused requests from one address are turned away unread, with the seconds to wait', async () => {
    const app = await start({ REFUSED_PER_MINUTE: '5' })
    const webhook = await app.createWebhook()
    const forge = () => app.deliver(webhook, { ...goodDelivery(), secret: 'somebody-elses' })
    await expectStillGood(app, webhook)

    const refused = []
    for (let count = 0; count < 10; count++) refused.push((await forge()).status)
    expect(refused.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    expect(refused.slice(-4)).toEqual([429, 429, 429, 429])

    const unread = () => sendRaw(app, [rawHead(webhook, goodDelivery())])
    const { headers } = await expectRefused(app, webhook, unread, { status: 429, code: 'too_many_refused' })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
  })

  it('a limit of 0 turns nobody away', async () => {
    const app = await start({ REFUSED_PER_MINUTE: '0' })
    const webhook = await app.createWebhook()

    for (let count = 0; count < 20; count++) await app.deliver(webhook, github('{}', { 'x-hub-signature-256': 'sha256=' }))

    await expectStillGood(app, webhook)
  })

  it("verified deliveries beyond the webhook's own limit get 429; forged ones do not count, and other webhooks do not suffer", async () => {
    const app = await start()
    const limited = await app.createWebhook({ rateLimitPerMinute: 3 })
    const free = await app.createWebhook()

    for (let count = 0; count < 5; count++) await app.deliver(limited, { ...goodDelivery(), secret: 'somebody-elses' })
    for (let count = 0; count < 3; count++) await expectStillGood(app, limited)

    const { headers } = await expectRefused(app, limited, () => app.deliver(limited, goodDelivery()), { status: 429, code: 'rate_limited' })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
    await expectStillGood(app, free)
  })

  it('refusals are kept within a bound and counted with the webhook', async () => {
    const app = await start({ REFUSED_PER_MINUTE: '0' })
    const webhook = await app.createWebhook()

    await Promise.all(Array.from({ length: 200 }, () => app.deliver(webhook, { ...goodDelivery(), secret: 'somebody-elses' })))

    expect((await keptDeliveries(app)).length).toBeLessThanOrEqual(60)
    expect(await app.events(webhook.id, 'id')).toEqual([])
  })
})

describe('B35: storage that fails', () => {
  it('answers 503 with the seconds to wait while the database cannot be written, and takes deliveries again afterwards', async () => {
    const app = await start()
    const webhook = await app.createWebhook()
    const other = new Sqlite(path.join(app.dataDir, 'db', 'webhooks.db'))
    onTestFinished(() => void other.close())
    other.exec('BEGIN IMMEDIATE')

    const { headers } = await expectRefused(app, webhook, () => app.deliver(webhook, goodDelivery()), {
      status: 503,
      code: 'storage_unavailable',
    })
    other.exec('ROLLBACK')

    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    await expectStillGood(app, webhook)
  })

  it.runIf(mayMount())('answers 503 while the disk is full, and takes deliveries again once there is room', async () => {
    const dataDir = mountSmallDisk('4m')
    const app = await start({ DATA_DIR: dataDir })
    const webhook = await app.createWebhook({ commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner' }] })
    const { bavail, bsize } = statfsSync(dataDir)
    writeFileSync(path.join(dataDir, 'filler'), Buffer.alloc(bavail * bsize - 2 * bsize))
    const large = { ...github(`{"text":"${'x'.repeat(100_000)}"}`) }

    const { headers } = await expectRefused(app, webhook, () => app.deliver(webhook, large), { status: 503, code: 'storage_unavailable' })
    rmSync(path.join(dataDir, 'filler'))

    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await app.deliver(webhook, large)).toMatchObject({ status: 202 })
    await expectStillGood(app, webhook)
  })
})

async function start(env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp({ env })
  onTestFinished(() => app.close())
  return app
}

function mountSmallDisk(size: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-disk-'))
  run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)
  onTestFinished(() => {
    run('umount', '-l', folder)
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** Only root may, and not in every container. */
function mayMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-disk-'))
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)
    run('umount', folder)
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' })
}
