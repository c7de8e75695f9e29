import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'

it('finds what was stored before its index was there, more than one step of it', async () => {
  const { app, webhook } = await started()
  for (let n = 0; n < 250; n++) await deliver(app, webhook, n)

  expect(await found(app, 'number 17')).toBe(1)
  expect(await found(app, 'number')).toBe(250)
  await app.close()
})

it('makes its index anew where it is gone, or is none', async () => {
  const { app, webhook, dataDir } = await started()
  await deliver(app, webhook, 1)
  expect(await found(app, 'number 1')).toBe(1)
  await app.close()
  const index = path.join(dataDir, 'db', 'webhooks.search.db')
  expect(statSync(index).mode & 0o777).toBe(0o600)
  for (const [n, breakIt] of [() => rmSync(index), () => writeFileSync(index, randomBytes(8192))].entries()) {
    breakIt()
    for (const end of ['-wal', '-shm']) rmSync(index + end, { force: true })

    const again = await startApp({ env: { DATA_DIR: dataDir } })
    expect(await found(again, 'number 1')).toBe(1)
    await deliver(again, webhook, 20 + n)
    expect(await found(again, `number ${20 + n}`)).toBe(1)
    await again.close()
  }
})

it('follows a database that is an earlier one', async () => {
  const { app, webhook, dataDir } = await started()
  await deliver(app, webhook, 1)
  await app.close()
  const file = path.join(dataDir, 'db', 'webhooks.db')
  const copied = new Sqlite(file)
  const earlier = copied.serialize()
  copied.close()
  const later = await startApp({ env: { DATA_DIR: dataDir } })
  await deliver(later, webhook, 2)
  expect(await found(later, 'number 2')).toBe(1)
  await later.close()
  for (const end of ['-wal', '-shm']) if (existsSync(file + end)) rmSync(file + end)
  writeFileSync(file, earlier)

  const restored = await startApp({ env: { DATA_DIR: dataDir } })
  await deliver(restored, webhook, 3)
  expect(await found(restored, 'number 1')).toBe(1)
  expect(await found(restored, 'number 2')).toBe(0)
  expect(await found(restored, 'number 3')).toBe(1)
  await restored.close()
})

async function started(): Promise<{ app: TestApp; webhook: TestWebhook; dataDir: string }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-search-'))
  const app = await startApp({ env: { DATA_DIR: dataDir } })
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  return { app, webhook: await app.createWebhook(), dataDir }
}

async function deliver(app: TestApp, webhook: TestWebhook, n: number): Promise<void> {
  const { status } = await app.deliver(webhook, {
    body: JSON.stringify({ action: 'opened', issue: { number: n, title: `number ${n}` } }),
    headers: { 'x-github-event': 'issues' },
  })
  expect(status).toBe(202)
}

async function found(app: TestApp, search: string): Promise<number> {
  const { events } = await app.graphql('query ($where: EventFilter) { events(where: $where) { totalCount } }', { where: { search } })
  return events.totalCount
}
