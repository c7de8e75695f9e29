import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../../src/providers/index.ts'
import { startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
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

describe('a new webhook', () => {
  it('is made by clicking, and its first signed delivery arrives on the screen by itself', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go('/webhooks')
    await page.getByRole('link', { name: 'Create webhook' }).click()
    await page.getByRole('button', { name: 'GitHub' }).click()
    await page.getByLabel('Name').fill('Issues of octo/app')
    await page.getByRole('button', { name: 'More settings' }).click()
    await page.getByRole('textbox', { name: 'Id', exact: true }).fill('Not an id')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await expectAccessible(page)
    await page.getByRole('textbox', { name: 'Id', exact: true }).fill('github-octo')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Waiting for the first delivery').waitFor()
    await expectAccessible(page)
    const webhook = await shownWebhook(page)
    expect(webhook.id).toBe('github-octo')
    await page.getByRole('button', { name: 'Copy the secret' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(webhook.secret)

    expect((await app.deliver(webhook, providers.github.sample('issues.opened')!)).status).toBe(202)
    await page.getByText('The first delivery is here: issues.opened').waitFor()
    const [event] = await app.events(webhook.id, 'id')
    await app.deliver(webhook, providers.github.sample('push')!)
    const next = page.getByRole('link', { name: 'Make a command from it' })
    expect(await next.getAttribute('href')).toBe(`/commands/new?webhook=${webhook.id}&event=${event.id}`)
    expect(await page.getByRole('link', { name: 'Look at it' }).getAttribute('href')).toBe(`/events/${event.id}`)
    await expectAccessible(page)

    await page.reload()
    await page.getByText('The first delivery is here').waitFor()
    expect(await page.getByText(webhook.secret!).count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('asks for the secret that its provider issues, and says why what came was refused, on a telephone', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })

    await go('/webhooks/new')
    await expectFits(page)
    await page.getByRole('button', { name: 'Slack' }).click()
    await page.getByLabel('Name').fill('Slack of the team')
    await expectFits(page)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('The secret is due').waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Enter the secret' }).click()
    await page.getByLabel('The secret that Slack shows').fill('8f742231b10e8888abcd99yyyzzz85a5')
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByText('Its secret is set, and not shown again').waitFor()

    const webhook: TestWebhook = { ...(await shownWebhook(page)), provider: 'slack', secret: '8f742231b10e8888abcd99yyyzzz85a5' }
    const sample = providers.slack.sample('app_mention', Date.now())!
    expect((await app.deliver(webhook, { ...sample, secret: 'mistyped secret' })).status).toBe(401)
    await page.getByText('A delivery came, and was refused').waitFor()
    await page.getByText('401 invalid_signature').waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await app.deliver(webhook, sample)
    await page.getByText('The first delivery is here: app_mention').waitFor()
    await expectFits(page)
    expect(complaints).toEqual([])
    await close()
  })
})

/** What is on the screen after a webhook was made, as a provider would be told it. */
async function shownWebhook(page: Page): Promise<TestWebhook> {
  const [address, secret] = await page.locator('main code').allInnerTexts()
  const path = new URL(address!).pathname
  return { id: path.split('/').at(-1)!, provider: 'github', secret: secret!, path }
}
