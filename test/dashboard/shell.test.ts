import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { expectAccessible, openChromium, openDashboard } from './browser.ts'

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

describe('the dashboard', () => {
  it('leads who is not signed in to the sign-in, and back to where they wanted to go', async () => {
    const page = await browser.newPage({ baseURL: app.url })

    await page.goto('/webhooks?provider=GITHUB')
    await page.getByLabel('API key').fill(app.key)
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('heading', { name: 'Webhooks', exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?provider=GITHUB')
    await page.close()
  })

  it('shows its first page without a complaint', async () => {
    const { page, complaints, close } = await openDashboard(browser, app)

    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await expectAccessible(page)

    expect(complaints).toEqual([])
    await close()
  })
})
