import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADA, type Signing, SLOW_START_MS, startSigning } from '../../e2e/oidc/set-up.ts'
import { askWithKey } from '../../helpers/other-key.ts'
import { expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

let signing: Signing
let browser: Browser
beforeAll(async () => {
  signing = await startSigning()
  browser = await openChromium()
}, SLOW_START_MS)
afterAll(async () => {
  await browser.close()
  await signing.close()
})

const viewerOf = async (url: string, key: string) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query":"{ viewer { name role agent } webhooks { totalCount } }"}' })
}

describe('keys', () => {
  it('are made for an agent and a webhook, shown once with what to do with them, and revoked', async () => {
    const { app } = signing
    const { id } = await app.createWebhook({ name: 'Issues' })
    await app.createWebhook({ name: 'Not for it' })
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go('/keys')
    await page.getByRole('button', { name: 'Create key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Planner on the build machine')
    await dialog.getByLabel('AGENT').check()
    await dialog.getByRole('textbox', { name: 'Agent' }).fill('planner')
    await dialog.getByRole('combobox', { name: 'Webhooks' }).fill('Iss')
    await page.getByRole('option', { name: `Issues (${id})` }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Create' }).click()
    const key = await dialog.locator('code').first().innerText()
    await dialog.getByText(`HOOKLINE_KEY=${key}`).waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Copy the key' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
    const answer = await viewerOf(app.url, key)
    expect((await answer.json()).data).toEqual({
      viewer: { name: 'Planner on the build machine', role: 'AGENT', agent: 'planner' },
      webhooks: { totalCount: 1 },
    })
    await dialog.getByRole('button', { name: 'Done' }).click()

    const row = page.getByRole('row', { name: /Planner on the build machine/ })
    await row.getByRole('link', { name: id }).waitFor()
    expect(await page.locator('body').innerText()).not.toContain(key)
    await row.getByRole('button', { name: 'Revoke Planner on the build machine' }).click()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await row.waitFor({ state: 'detached' })
    await dialog.waitFor({ state: 'detached' })
    // It is on once the address bar says so.
    await page.getByLabel(/^Show the 1 that/).click({ force: true })
    await row.getByRole('cell', { name: /^revoked/ }).waitFor()
    expect((await viewerOf(app.url, key)).status).toBe(401)
    expect(complaints).toEqual([])
    await close()
  })

  it('show who has signed in through the issuer, and sign them out', async () => {
    const { app, signIn } = signing
    await signIn('ada-1', ADA)
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })

    await go('/keys')
    const people = page.getByRole('region', { name: 'People' })
    await people.getByText('Ada Lovelace').waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await people.getByRole('button', { name: 'Sign out Ada Lovelace' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()

    await people.getByRole('button', { name: 'Sign out Ada Lovelace' }).waitFor({ state: 'detached' })
    const { people: known } = await app.graphql('{ people { name openSessions } }')
    expect(known).toContainEqual({ name: 'Ada Lovelace', openSessions: 0 })
    expect(complaints).toEqual([])
    await close()
  })

  it('and the audit are in the way of an admin alone', async () => {
    const { app } = signing
    const made = (role: string) =>
      askWithKey(
        app,
        { role: 'ADMIN', name: `maker of ${role}` },
        `mutation { result: createApiKey(name: "${role}", role: ${role}) { ... on CreateApiKeyPayload { key } } }`,
      )
    const everybody = ['Webhooks', 'Events', 'Tasks', 'Questions', 'Proposals', 'Agents']
    const seen: Record<string, string[]> = {}
    for (const role of ['ADMIN', 'OPERATOR', 'VIEWER']) {
      const { page, go, close } = await openDashboard(browser, app, { key: (await made(role)).key })
      seen[role] = (await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).map(
        (text) => text.split('\n')[0]!,
      )
      await go('/keys')
      expect(await page.getByText('Keys are for admins').isVisible()).toBe(role !== 'ADMIN')
      await close()
    }

    expect(seen).toEqual({
      ADMIN: [...everybody, 'Keys', 'Audit', 'Health', 'Settings'],
      OPERATOR: [...everybody, 'Health', 'Settings'],
      VIEWER: [...everybody, 'Health', 'Settings'],
    })
  })
})
