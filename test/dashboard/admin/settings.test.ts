import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../../fakes/github.ts'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

let app: TestApp
let github: FakeGithub
let browser: Browser
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  github = await startFakeGithub({})
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await github.close()
  await app.close()
})

describe('settings', () => {
  it('take credentials that all webhooks of a provider share, once the provider has taken them, and remove them', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/settings')

    await page.getByRole('button', { name: 'Set credentials' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Provider' }).click()
    await page.getByRole('option', { name: 'GitHub' }).click()
    await dialog.getByLabel('privateKey').fill('-----BEGIN\n-----END')
    expect(await dialog.getByLabel('privateKey').inputValue()).toBe('-----BEGIN\n-----END')
    await dialog.getByLabel('privateKey').fill('')
    await dialog.getByLabel('token', { exact: true }).fill('ghp_good')
    await dialog.getByLabel('baseUrl', { exact: true }).fill(github.url)
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save' }).click()

    const shared = page.getByRole('region', { name: 'Shared credentials' })
    await shared.getByText(/, good$/).waitFor()
    await shared.getByText(github.url).waitFor()
    expect(await page.locator('body').innerText()).not.toContain('ghp_good')
    await shared.getByRole('button', { name: 'Remove those of GitHub' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await shared.getByText('None are shared yet.').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('add a target, whose secret is shown once, rotate it, and switch it off', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE })
    await go('/settings')
    const dialog = page.getByRole('dialog')
    const secretShown = async () => dialog.locator('code').first().innerText()

    await page.getByRole('button', { name: 'Add target' }).click()
    await dialog.getByLabel('URL').fill('ftp://ci.example.com')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await dialog.getByText(/expected an https URL/).waitFor()
    await dialog.getByLabel('URL').fill('http://127.0.0.1:9/hook')
    await dialog.getByRole('button', { name: 'Add' }).click()
    const first = await secretShown()
    await expectAccessible(page)
    await expectFits(page)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Rotate secret of http://127.0.0.1:9/hook' }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Rotate' }).click()
    await dialog.getByText(/^This is shown once/).waitFor()
    const second = await secretShown()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByLabel('http://127.0.0.1:9/hook is enabled').click({ force: true })
    await page.getByText(/Disabled by ADMIN_API_KEY/).waitFor()

    expect([first, second]).toEqual([expect.stringMatching(/^whsec_/), expect.stringMatching(/^whsec_/)])
    expect(first).not.toBe(second)
    const { forwardTargets } = await app.graphql('{ forwardTargets { url hint disabledAt } }')
    expect(forwardTargets).toEqual([{ url: 'http://127.0.0.1:9/hook', hint: `…${second.slice(-4)}`, disabledAt: expect.any(String) }])
    expect(complaints).toEqual([])
    await close()
  })

  it('keep this browser’s appearance, and show who may only look no more than that', async () => {
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "looker", role: VIEWER) { ... on CreateApiKeyPayload { key } } }',
    )
    const { page, complaints, go, close } = await openDashboard(browser, app, { key: createApiKey.key })
    await go('/settings')

    await page.getByText('Dark', { exact: true }).click()
    await page.reload()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()

    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    expect(await page.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['This browser', 'About'])
    await page.getByText('looker, VIEWER').waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })
})
