import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADA, type Signing, SLOW_START_MS, startSigning } from '../../e2e/oidc/set-up.ts'
import { DESK, expectAccessible, expectFits, openChromium, PHONE } from '../browser.ts'

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

describe('the sign-in', () => {
  it('by the link that the start prints ends at the dashboard, once', async () => {
    const link = await signing.app.makeSignInLink()
    const page = await open()

    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Webhooks', level: 2 }).waitFor()
    await page.context().clearCookies()
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()

    await page.getByRole('alert').getByText('was used').waitFor()
    await page.context().close()
  })

  it('through the issuer ends at the page that was wanted, in the person’s name', async () => {
    signing.issuer.person = { id: 'ada-1', account: ADA }
    const page = await open()

    await page.goto('/settings')
    await page.getByRole('link', { name: 'Sign in with Acme' }).click()

    await page.getByRole('heading', { name: 'Settings', level: 2 }).waitFor()
    await page.getByText('Ada Lovelace, ADMIN').waitFor()
    await page.context().close()
  })

  it.each([
    ['on a desk, light', { viewport: DESK, colorScheme: 'light' }],
    ['on a telephone, dark', { viewport: PHONE, colorScheme: 'dark' }],
  ] as const)('can be read by all, %s, also when it refuses', async (_name, look) => {
    const page = await open(look)

    await page.goto('/sign-in')
    await page.getByLabel('API key').fill('hk_nothing')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()

    await expectFits(page)
    await expectAccessible(page)
    expect(await page.getByRole('button').evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(59, 91, 219)')
    await page.context().close()
  })
})

async function open(look: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: signing.app.url, reducedMotion: 'reduce', ...look })
  return context.newPage()
}
