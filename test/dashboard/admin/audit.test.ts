import { readFileSync } from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

let app: TestApp
let browser: Browser
beforeAll(async () => {
  app = await startApp()
  browser = await openChromium()
  for (let i = 0; i < 60; i++) await app.createWebhook({ id: `hook-${i}`, name: `Webhook ${i}` })
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

const RENAME = 'mutation ($id: ID!, $name: String!) { updateWebhook(input: { id: $id, name: $name }) { __typename } }'

describe('the audit', () => {
  it('is followed live, filtered by what is clicked, and read as a difference', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/audit')
    await page.getByText('hook-59').waitFor()

    await app.graphql(RENAME, { id: 'hook-3', name: 'Another name' })
    await page.getByRole('button', { name: 'webhook.update', exact: true }).click()
    await page.getByText('1 entry').waitFor()
    expect(new URL(page.url()).searchParams.get('verb')).toBe('webhook.update')
    await page.getByRole('button', { name: /^webhook\.update by .*open$/ }).click()
    const difference = page.getByRole('group', { name: 'Difference' })
    await difference.getByText('added:   "name": "Another name"').waitFor()
    await difference.getByText('removed:   "name": "Webhook 3"').waitFor()
    await expectAccessible(page)

    expect(new URL(page.url()).searchParams.get('open')).toMatch(/^aud_/)
    expect(complaints).toEqual([])
    await close()
  })

  it('is paged, and exported as lines that hold all of it', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/audit?verb=webhook.create')
    await page.getByText('60 entries').waitFor()
    const entries = page.getByRole('list', { name: 'Entries' }).getByRole('listitem')
    await expect.poll(() => entries.count()).toBe(50)

    await page.getByRole('button', { name: 'Show more' }).click()
    await expect.poll(() => entries.count()).toBe(60)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()])

    expect(download.suggestedFilename()).toBe('hookline-audit.jsonl')
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines.map((line) => JSON.parse(line)).filter(({ verb }) => verb === 'webhook.create')).toHaveLength(60)
    expect(complaints).toEqual([])
    await close()
  })

  it('is verified, and shows the first entry that somebody has touched', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })
    await go('/audit')
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByText(/^The audit is sound: \d+ entries$/).waitFor()

    const file = new Sqlite(path.join(app.dataDir, 'db/webhooks.db'))
    file.exec('DROP TRIGGER audit_log_is_not_changed')
    file.exec("UPDATE audit_log SET actor = 'nobody' WHERE subject = 'hook-7'")
    file.close()
    await page.getByRole('button', { name: 'Verify' }).click()

    const bad = page.getByRole('region', { name: 'The first entry that is not sound' })
    await bad.getByText('hook-7', { exact: true }).first().waitFor()
    await page.getByText(/Its hash does not follow/).waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Not sound' }).filter({ hasText: 'hook-7' }).waitFor()
    await expectFits(page)
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })
})
