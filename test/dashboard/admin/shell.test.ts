import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../../src/providers/index.ts'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { expectAccessible, openChromium, openDashboard } from '../browser.ts'

const SLOW_MS = 30_000

let app: TestApp
let browser: Browser
beforeAll(async () => {
  // What a session that was ended is told over its socket is looked at this often.
  app = await startApp({ tuning: { keyCheckMs: 300 } })
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

describe('the shell', () => {
  it('is gone through by the keyboard: past the menu, to a page and its heading, to the search, to the list of keys', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await app.createWebhook({ name: 'Some webhook' })
    await go('/webhooks')
    const focused = () => page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent?.slice(0, 20)}`)

    await page.keyboard.press('Tab')
    expect(await focused()).toBe('A Skip to the page')
    await page.keyboard.press('Enter')
    expect(await focused()).toMatch(/^MAIN /)
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Events' }).press('Enter')
    await expect.poll(focused).toBe('H2 Events')
    expect(await page.title()).toBe('Events · Hookline')
    await page.keyboard.press('g')
    await page.keyboard.press('k')
    await expect.poll(focused).toBe('H2 Keys')
    expect(new URL(page.url()).pathname).toBe('/keys')
    await page.keyboard.press('g')
    await page.keyboard.press('w')
    await expect.poll(focused).toBe('H2 Webhooks')
    await page.keyboard.press('/')
    await page.keyboard.type('gk?')
    expect(await page.getByLabel('Search by name or id').inputValue()).toBe('gk?')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Webhooks', exact: true }).click()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await expectAccessible(page)

    await page.keyboard.press('Escape')
    await go('/settings')
    await page.getByLabel('Keyboard shortcuts').click({ force: true })
    await page.getByRole('heading', { name: 'Settings' }).click()
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('leads who was signed out meanwhile to the sign-in, and back to the page', async () => {
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "gone", role: OPERATOR) { ... on CreateApiKeyPayload { key apiKey { id } } } }',
    )
    const { page, go, close } = await openDashboard(browser, app, { key: createApiKey.key })
    await go('/health?window=HOUR')

    await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: createApiKey.apiKey.id })
    await page.getByLabel('API key').waitFor({ timeout: SLOW_MS })
    await page.getByLabel('API key').fill(app.key)
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('heading', { name: 'Health' }).waitFor()
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/health?window=HOUR')
    await close()
  })

  it('says that the server is away, and misses nothing when it is back on the same port', { timeout: 120_000 }, async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-restart-'))
    const before = await startApp({ env: { DATA_DIR: dataDir } })
    const { port } = new URL(before.url)
    const webhook = await before.createWebhook({ name: 'Goes on' })
    const { page, complaints, go, close } = await openDashboard(browser, before)
    await go(`/webhooks/${webhook.id}`)

    await before.close()
    await page.getByText('Disconnected').waitFor({ timeout: SLOW_MS })
    await expectAccessible(page)
    const after = await startApp({ env: { DATA_DIR: dataDir, PORT: port } })
    const issue = providers.github.sample('issues.opened')!
    expect((await after.deliver(webhook, issue)).status).toBe(202)

    await page.getByRole('link', { name: /^issues\.opened/ }).waitFor({ timeout: SLOW_MS })
    await page.getByText('Disconnected').waitFor({ state: 'detached' })
    // That it could not be reached is what a browser says by itself.
    expect(complaints.filter((text) => !/WebSocket connection|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE/.test(text))).toEqual([])
    await close()
    await after.close()
    rmSync(dataDir, { recursive: true })
  })
})
