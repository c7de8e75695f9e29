import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../../src/providers/index.ts'
import { startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
import { expectAccessible, openChromium, openDashboard } from '../browser.ts'

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

describe('a webhook', () => {
  it('is made by clicking, and its first signed delivery arrives on the screen by itself', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go('/webhooks')
    await page.getByRole('link', { name: 'Create webhook' }).first().click()
    await page.getByRole('button', { name: 'GitHub' }).click()
    await page.getByLabel('Name').fill('Issues of octo/app')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Waiting for the first delivery').waitFor()
    await expectAccessible(page)
    const webhook = await shownWebhook(page)
    expect((await app.deliver(webhook, providers.github.sample('issues.opened')!)).status).toBe(202)
    await page.getByText('The first delivery is here: issues.opened').waitFor()
    await page.getByRole('link', { name: 'Make a command from it' }).waitFor()

    expect(complaints).toEqual([])
    await close()
  })

  it('gets another secret while the old one goes on, and says when the old one was used last', async () => {
    const webhook = await app.createWebhook({ name: 'Rotated' })
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go(`/webhooks/${webhook.id}`)
    await page.getByRole('button', { name: 'Rotate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
    const made = await page.getByRole('dialog').locator('code').innerText()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Done' }).click()

    for (const secret of [webhook.secret, made]) {
      expect((await app.deliver(webhook, { ...providers.github.sample('issues.opened')!, secret })).status).toBe(202)
    }
    await page.getByText(/^old .*last used/).waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('is in the same state in two browsers, and in the old one again when the server refuses', async () => {
    const webhook = await app.createWebhook({ name: 'In two browsers' })
    const [one, other] = [await openDashboard(browser, app), await openDashboard(browser, app)]
    await one.go('/webhooks')
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

  it('says why a delivery was refused', async () => {
    const webhook = await app.createWebhook({ name: 'Refused' })
    const { page, go, close } = await openDashboard(browser, app)
    await go(`/webhooks/${webhook.id}`)

    await app.deliver(webhook, { ...providers.github.sample('issues.opened')!, secret: 'another' })

    await page.getByText('401 invalid_signature').waitFor()
    await close()
  })

  it('is not overwritten by who began to edit before another change', async () => {
    const webhook = await app.createWebhook({ name: 'Edited' })
    const { page, go, close } = await openDashboard(browser, app)
    await go(`/webhooks/${webhook.id}?open=edit`)
    await page.getByRole('dialog').getByLabel('Name').fill('Mine')
    await expectAccessible(page)
    await app.graphql('mutation ($id: ID!) { updateWebhook(input: { id: $id, name: "Theirs" }) { __typename } }', { id: webhook.id })

    await page.getByRole('button', { name: 'Save' }).click()

    await page.getByRole('button', { name: 'Show what is there now' }).waitFor()
    expect((await app.graphql('query ($id: ID!) { webhook(id: $id) { name } }', { id: webhook.id })).webhook.name).toBe('Theirs')
    await close()
  })

  it('is tested with a payload of one’s own, and deleted when its name was typed', async () => {
    const webhook = await app.createWebhook({ name: 'Short lived' })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go(`/webhooks/${webhook.id}`)

    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByRole('combobox', { name: 'Event type' }).fill('issues.opened')
    await page.getByRole('textbox', { name: 'Payload' }).fill('{"action":"opened","issue":{"title":"Mine"}}')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('It was delivered').waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).last().click()
    await page.getByRole('link', { name: /issues\.opened Mine/ }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await page.getByLabel('Type “Short lived” to go on').fill('Short lived')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()

    await page.waitForURL('**/webhooks')
    expect((await app.graphql('query ($id: ID!) { webhook(id: $id) { deletedAt } }', { id: webhook.id })).webhook.deletedAt).not.toBeNull()
    expect(complaints).toEqual([])
    await close()
  })

  it('has no controls for who may only look', async () => {
    const webhook = await app.createWebhook({ name: 'Looked at' })
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "looker", role: VIEWER) { ... on CreateApiKeyPayload { key } } }',
    )
    const { page, go, close } = await openDashboard(browser, app, { key: createApiKey.key })

    for (const path of ['/webhooks', `/webhooks/${webhook.id}`]) {
      await go(path)
      await page.getByText('Looked at').first().waitFor()
      for (const name of ['Create webhook', 'Edit', 'Delete', 'Test', 'Rotate'])
        expect(await page.getByRole('main').getByRole('button', { name, exact: true }).count()).toBe(0)
      expect(await page.getByRole('switch').count()).toBe(0)
    }
    await close()
  })
})

/** What is on the screen after a webhook was made, as a provider would be told it. */
async function shownWebhook(page: Page): Promise<TestWebhook> {
  const [address, secret] = await page.locator('main code').allInnerTexts()
  const path = new URL(address!).pathname
  return { id: path.split('/').at(-1)!, provider: 'github', secret: secret!, path }
}
