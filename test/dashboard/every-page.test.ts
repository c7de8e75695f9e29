import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { type Dashboard, DESK, expectAccessible, openChromium, openDashboard, PHONE } from './browser.ts'
import { type Filled, fill } from './filled.ts'

/** Where pictures of every page are left to be looked at; those of docs/ are made by `npm run pictures`. */
const PICTURES = process.env.PICTURES_FOLDER ?? 'node_modules/.cache/dashboard'
const SLOW_MS = 240_000

let app: TestApp
let browser: Browser
let filled: Filled
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  browser = await openChromium()
  filled = await fill(app)
  mkdirSync(PICTURES, { recursive: true })
})
afterAll(async () => {
  await browser.close()
  await filled.close()
  await app.close()
})

describe('every page', () => {
  const looks = [
    { name: 'on a desk, light', viewport: DESK, colorScheme: 'light' },
    { name: 'on a telephone, dark', viewport: PHONE, colorScheme: 'dark' },
  ] as const

  it.each(looks)('$name: can be read and used by all, fits its screen, and complains of nothing', { timeout: SLOW_MS }, async (look) => {
    const dashboard = await openDashboard(browser, app, look)

    for (const [name, path] of filled.pages) await lookAt(dashboard, { name: `${name}-${look.viewport.width}`, path })

    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })
})

async function lookAt({ page, go }: Dashboard, { name, path }: { name: string; path: string }): Promise<void> {
  await go(path)
  await page.waitForLoadState('networkidle').catch(() => {})
  await page.screenshot({ path: `${PICTURES}/${name}.png` })
  const overhangPx = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect({ name, overhangPx: Math.max(0, overhangPx) }).toEqual({ name, overhangPx: 0 })
  await expectAccessible(page)
}
