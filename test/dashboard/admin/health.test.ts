import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../../src/providers/index.ts'
import { startSink } from '../../helpers/outside.ts'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

const SLOW_MS = 30_000

let app: TestApp
let browser: Browser
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

const issue = providers.github.sample('issues.opened')!

describe('health', () => {
  it('draws what came in, how long it took and what failed, as it happens', async () => {
    const gone = await startSink((_req, res) => void res.writeHead(410).end())
    const commands = [{ trigger: 'issues.opened', action: 'FORWARD', target: `http://127.0.0.1:${gone.port}/` }]
    const webhook = await app.createWebhook({ name: 'Measured', commands })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/health?window=HOUR')
    await page.getByText('0 received').waitFor()
    await page.getByText('No action was made in this time.').waitFor()

    for (const id of ['one', 'two', 'three'])
      await app.deliver(webhook, { ...issue, headers: { ...issue.headers, 'x-github-delivery': id } })
    await app.deliver(webhook, { ...issue, secret: 'another' })

    await page.getByRole('img', { name: '3 deliveries received' }).waitFor({ timeout: SLOW_MS })
    await page.getByRole('img', { name: '1 deliveries refused, 3 events or actions failed' }).waitFor({ timeout: SLOW_MS })
    await page.getByRole('img', { name: /^Half within [\d.]+ ms, 95 % within/ }).waitFor()
    await page.getByRole('row', { name: /forward Exhausted 3/ }).waitFor()
    expect(await page.locator('.recharts-area-area, .recharts-bar-rectangle path, .recharts-line-curve').count()).toBeGreaterThan(3)
    await page.getByRole('listitem').filter({ hasText: 'Refused in the last hour' }).getByText('1', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Failures' }).getByRole('button', { name: 'As a table' }).click()
    await page.getByRole('row', { name: /^\d\d:\d\d 1 3$/ }).waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('names the place in a config file that is wrong, and the webhook that lets nothing in', async () => {
    await app.createWebhook({ name: 'Alerts', provider: 'SENTRY' })
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })
    await go('/health')

    writeFileSync(path.join(app.dataDir, 'config/webhooks/orders.yaml'), 'webhook_id: orders\nname: Orders\nprovider: nobody\n')

    await page.getByText(/^orders\.yaml:3/).waitFor({ timeout: SLOW_MS })
    await page.getByText('They let nothing in: set a secret').waitFor()
    await expectFits(page)
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })
})
