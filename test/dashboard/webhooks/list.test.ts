import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../../src/providers/index.ts'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

let app: TestApp
let browser: Browser
beforeAll(async () => {
  app = await startApp()
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

describe('the list of webhooks', () => {
  it('says what to do while there are none, and then shows what comes by itself', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })
    await go('/webhooks')
    await page.getByText('No webhooks yet').waitFor()
    await expectAccessible(page)
    await expectFits(page)
    expect(await page.getByRole('link', { name: 'Create your first webhook' }).getAttribute('href')).toBe('/webhooks/new')

    const webhook = await app.createWebhook({ name: 'Issues of octo/app' })
    await app.createWebhook({ name: 'Alerts', provider: 'SENTRY' })
    await page.getByRole('row', { name: /Alerts.*No secret: lets nothing in/ }).waitFor()
    for (const secret of [webhook.secret, webhook.secret, 'another'])
      await app.deliver(webhook, { ...providers.github.sample('issues.opened')!, secret })

    await page.getByText('2 received, 1 refused in 24 hours').waitFor()
    await expectAccessible(page)
    await expectFits(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('is searched and filtered by the address bar, and going back takes a filter back', async () => {
    await app.createWebhook({ name: 'Needle', id: 'gitlab-needle', provider: 'GITLAB', enabled: false })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    const search = page.getByRole('textbox', { name: 'Search by name or id' })
    const named = (name: string) => page.getByRole('link', { name, exact: true })
    await go('/webhooks?provider=no-such-provider')
    await named('Alerts').waitFor()

    await search.fill('needle')
    await named('Alerts').waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('search')).toBe('needle')
    await page.getByRole('combobox', { name: 'Enabled or not' }).click()
    await page.getByRole('option', { name: 'Enabled', exact: true }).click()
    await page.getByText('No webhook is like that').waitFor()
    await expectAccessible(page)
    await page.goBack()
    await named('Needle').waitFor()
    await search.fill('nothing is called so')
    await page.getByRole('button', { name: 'Show all' }).click()
    await named('Alerts').waitFor()
    expect(await search.inputValue()).toBe('')

    await go('/webhooks?provider=GITLAB&enabled=no')
    await named('Needle').waitFor()
    expect(await page.getByRole('row').count()).toBe(2)
    expect(complaints).toEqual([])
    await close()
  })

  it('shows more than a page of them, and how many there are', async () => {
    for (let i = 0; i < 55; i++)
      await app.createWebhook({ name: `Many ${i}`, id: `custom-many-${String(i).padStart(2, '0')}`, provider: 'CUSTOM' })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/webhooks?search=many')

    await page.getByText('50 of 55').waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('Many 54').waitFor()

    expect(await page.getByRole('row').count()).toBe(56)
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('is in the same state in two browsers, and in the old one again when the server refuses', async () => {
    const webhook = await app.createWebhook({ name: 'In two browsers' })
    const [one, other] = [await openDashboard(browser, app), await openDashboard(browser, app)]
    await one.go('/webhooks?search=two')
    await other.go(`/webhooks/${webhook.id}`)

    await one.page.getByLabel('In two browsers is enabled').click({ force: true })
    await other.page.getByText('Disabled', { exact: true }).waitFor()
    await other.page.route('**/graphql', (route) =>
      route.fulfill({ status: 503, body: '{"error":{"code":"storage_unavailable","message":"The disk is full"}}' }),
    )
    await other.page.getByLabel('In two browsers is enabled').click({ force: true })
    await other.page.getByText('The disk is full').waitFor()
    await other.page.getByText('Disabled', { exact: true }).waitFor()

    expect(one.complaints).toEqual([])
    await Promise.all([one.close(), other.close()])
  })

  it('has no controls for who may only look, nor has a webhook', async () => {
    const webhook = await app.createWebhook({ name: 'Looked at' })
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "looker", role: VIEWER) { ... on CreateApiKeyPayload { key } } }',
    )
    const { page, complaints, go, close } = await openDashboard(browser, app, { key: createApiKey.key })

    for (const path of ['/webhooks?search=looked', `/webhooks/${webhook.id}?open=edit`]) {
      await go(path)
      await page.getByText('Looked at').first().waitFor()
      await page.getByText('History').or(page.getByRole('table')).first().waitFor()
      for (const name of ['Create webhook', 'Edit', 'Delete', 'Test', 'Rotate', 'Add command', 'Undo the last change'])
        expect(await page.getByRole('main').getByText(name, { exact: true }).count()).toBe(0)
      expect(await page.getByRole('switch').count()).toBe(0)
      expect(await page.getByRole('dialog').count()).toBe(0)
    }
    await go('/webhooks/new?provider=GITHUB')
    await page.getByText('Your key only looks').waitFor()
    expect(await page.getByLabel('Name').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })
})
