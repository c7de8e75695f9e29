import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../../src/providers/index.ts'
import { startApp, type TestApp } from '../../helpers/start-app.ts'
import { DESK, expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

const COMMANDS = [{ trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: 'Plan {{issue.title}}', priority: 20 }]

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
  it.each([
    { on: 'a desk', viewport: DESK, colorScheme: 'light' },
    { on: 'a telephone', viewport: PHONE, colorScheme: 'dark' },
  ] as const)('shows its commands, what comes and what is refused as it happens, on $on', async (look) => {
    const webhook = await app.createWebhook({ name: 'Watched'.padEnd(90, '!'), commands: COMMANDS })
    const { page, complaints, go, close } = await openDashboard(browser, app, look)
    await go(`/webhooks/${webhook.id}`)
    await page.getByText('Nothing was delivered yet').waitFor()
    await page.getByRole('link', { name: 'issues.opened → create task (planning)' }).waitFor()

    await app.deliver(webhook, providers.github.sample('issues.opened')!)
    await page.getByRole('link', { name: /^issues\.opened The export button/ }).waitFor()
    await app.deliver(webhook, { ...providers.github.sample('issues.opened')!, secret: 'another' })

    await page.getByText('401 invalid_signature').waitFor()
    await page.getByText('1 received, 1 matched, 0 failed, 1 refused').waitFor()
    await expectFits(page)
    await expectAccessible(page)
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
    await page.getByText('The old secret still verifies').waitFor()

    for (const secret of [webhook.secret, made])
      expect((await app.deliver(webhook, { ...providers.github.sample('issues.opened')!, secret })).status).toBe(202)
    await page.getByText('The old secret is in use').waitFor()
    await page.getByText(/^old .*last used .*, ends /).waitFor()
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Rotate' }).click()
    await page.getByLabel('Own secret').fill('chosen-by-a-person-1')
    await page.getByLabel('ends now: it has leaked').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
    await page.getByText('The secret is set').waitFor()
    for (const [secret, status] of [
      [webhook.secret, 401],
      [made, 401],
      ['chosen-by-a-person-1', 202],
    ] as const)
      expect((await app.deliver(webhook, { ...providers.github.sample('issues.opened')!, secret })).status).toBe(status)
    await page.getByText('The old secret is in use').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await close()
  })

  it('is not overwritten by who began to edit before another change, and takes both changes in', async () => {
    const webhook = await app.createWebhook({ name: 'Edited' })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    const dialog = page.getByRole('dialog')
    const stored = async () =>
      (await app.graphql('query ($id: ID!) { webhook(id: $id) { name rateLimitPerMinute } }', { id: webhook.id })).webhook
    const meanwhile = (name: string) =>
      app.graphql('mutation ($id: ID!, $name: String) { updateWebhook(input: { id: $id, name: $name }) { __typename } }', {
        id: webhook.id,
        name,
      })
    await go(`/webhooks/${webhook.id}?open=edit`)
    await dialog.getByLabel('Deliveries a minute').fill('30')
    await dialog.getByLabel('Allowed addresses').fill('somewhere')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Remove somewhere').or(dialog.locator('.mantine-Pill-remove')).first().click()
    await meanwhile('Theirs')

    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('It has been changed meanwhile, to version 2').waitFor()
    await dialog.getByRole('group', { name: 'Difference' }).getByText('"name": "Theirs"').waitFor()
    await expectAccessible(page)
    expect(await stored()).toEqual({ name: 'Theirs', rateLimitPerMinute: null })
    await dialog.getByRole('button', { name: 'Put my changes on top' }).click()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Theirs')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await stored()).toEqual({ name: 'Theirs', rateLimitPerMinute: 30 })

    await page.getByRole('button', { name: 'Edit' }).click()
    await dialog.getByLabel('Name').fill('Mine')
    await meanwhile('Theirs again')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('button', { name: 'Load what is there now' }).click()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Theirs again')
    expect(complaints).toEqual([])
    await close()
  })

  it('says what each version has changed, and takes the last change back', async () => {
    const webhook = await app.createWebhook({ name: 'As it was' })
    await app.graphql('mutation ($id: ID!) { updateWebhook(input: { id: $id, name: "By mistake" }) { __typename } }', { id: webhook.id })
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE })
    await go(`/webhooks/${webhook.id}`)

    await page.getByRole('button', { name: /^Version 2,/ }).click()
    const difference = page.getByRole('group', { name: 'Difference' })
    await difference.getByText('removed: "name": "As it was"').waitFor()
    await difference.getByText('added: "name": "By mistake"').waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Undo the last change' }).click()

    await page.getByRole('heading', { name: 'As it was' }).waitFor()
    await page.getByRole('button', { name: /^Version 3,/ }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('is tested with a payload of one’s own, whose outcome is followed, and deleted when its name was typed', async () => {
    const webhook = await app.createWebhook({ name: 'Short lived', commands: COMMANDS })
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })
    await go(`/webhooks/${webhook.id}`)

    await page.getByRole('button', { name: 'Test' }).click()
    expect(await page.getByRole('combobox', { name: 'Event type' }).inputValue()).toBe('issues.opened')
    await page.getByRole('button', { name: 'Take the example' }).click()
    await page.getByRole('textbox', { name: 'Payload' }).getByText('"The export button does nothing"').waitFor()
    await page.getByRole('textbox', { name: 'Payload' }).fill('{"action":"opened","issue":')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await page.getByRole('textbox', { name: 'Payload' }).fill('{"action":"opened","issue":{"title":"Mine"}}')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Send' }).click()
    const outcome = page.getByRole('status').filter({ hasText: 'It was delivered' })
    await outcome.getByText('Matched: issues.opened.').waitFor()
    await outcome.getByText('create task (planning)').waitFor()
    const [event] = await app.events(webhook.id, 'id')
    expect(await outcome.getByRole('link', { name: 'Look at it' }).getAttribute('href')).toBe(`/events/${event.id}`)
    await expectFits(page)
    await expectAccessible(page)
    await page.goBack()
    await page.getByRole('link', { name: /issues\.opened Mine/ }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)

    await page.getByRole('button', { name: 'Delete' }).click()
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await page.getByLabel('Type “Short lived” to go on').fill('Short lived')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('**/webhooks')
    expect((await app.graphql('query ($id: ID!) { webhook(id: $id) { deletedAt } }', { id: webhook.id })).webhook.deletedAt).not.toBeNull()
    await go(`/webhooks/${webhook.id}`)
    await page.getByText('Its events stay readable').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
