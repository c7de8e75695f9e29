import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const ADD = `mutation ($id: ID!) { addCommand(webhookId: $id, command: { trigger: "*", action: CREATE_TASK, agent: "planner" }) { __typename } }`

describe('the first steps', () => {
  it('check themselves from the empty server on, and are closed and brought back', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/webhooks')
    const steps = page.getByRole('region', { name: 'First steps' })
    await steps.getByText('0 of 3 done').waitFor()
    await expectAccessible(page)

    await steps.getByRole('link', { name: 'Create webhook' }).click()
    await page.getByRole('button', { name: 'GitHub' }).click()
    await page.getByLabel('Name').fill('My first')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Waiting for the first delivery').waitFor()
    await go('/webhooks')
    await steps.getByText('1 of 3 done').waitFor()
    await steps.getByRole('link', { name: 'Send a test' }).click()
    await page.getByRole('combobox', { name: 'Event type' }).fill('issues.opened')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('It was delivered').waitFor()
    await go('/webhooks')
    await steps.getByText('2 of 3 done').waitFor()
    const { webhooks } = await app.graphql('{ webhooks { edges { node { id } } } }')
    await app.graphql(ADD, { id: webhooks.edges[0].node.id })
    await steps.getByRole('heading', { name: 'All set' }).waitFor()
    await expectAccessible(page)

    await steps.getByRole('button', { name: 'Close the first steps' }).click()
    await page.reload()
    await page.getByText('My first').waitFor()
    expect(await steps.count()).toBe(0)
    await page.getByRole('button', { name: 'ADMIN_API_KEY' }).click()
    await page.getByRole('menuitem', { name: 'First steps' }).click()
    await steps.waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('leave alone who comes to a server that is in use, or may not make a webhook, and fit a telephone', async () => {
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "looker", role: VIEWER) { ... on CreateApiKeyPayload { key } } }',
    )
    const looker = await openDashboard(browser, app, { key: createApiKey.key })
    const late = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })

    await Promise.all([looker.page.getByText('My first').waitFor(), late.page.getByText('My first').waitFor()])
    expect(await looker.page.getByRole('region', { name: 'First steps' }).count()).toBe(0)
    expect(await late.page.getByRole('region', { name: 'First steps' }).count()).toBe(0)
    await late.page.getByRole('button', { name: 'ADMIN_API_KEY' }).click()
    await late.page.getByRole('menuitem', { name: 'First steps' }).click()
    await late.page.getByRole('region', { name: 'First steps' }).waitFor()

    await expectFits(late.page)
    await expectAccessible(late.page)
    expect(late.complaints).toEqual([])
    await Promise.all([looker.close(), late.close()])
  })
})
