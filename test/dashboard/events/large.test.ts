import path from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Data, startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
import { openChromium, openDashboard } from '../browser.ts'

const EVENTS = 100_000
const MAX_MS = 200
const SLOW_MS = 300_000

let app: TestApp
let browser: Browser
let webhook: TestWebhook
beforeAll(async () => {
  app = await startApp({ env: { KEY_REQUESTS_PER_MINUTE: '0' } })
  webhook = await app.createWebhook({ name: 'A flood', provider: 'CUSTOM' })
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

describe('what is large', () => {
  it(`does not hold up whoever scrolls through ${EVENTS.toLocaleString('en')} events`, { timeout: SLOW_MS }, async () => {
    await app.deliver(webhook, { body: JSON.stringify({ type: 'order.created', title: 'An order' }) })
    multiply(app, EVENTS)
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go(`/events?webhook=${webhook.id}`)
    await page.getByRole('article').first().waitFor()

    const loaded = await scrollToEnd(page)
    const delays = await watchDelays(page, async () => {
      for (const top of [0, 1_000_000, 2_500_000, 5_000_000, 100]) {
        await page.getByRole('feed').evaluate((element, to) => element.scrollTo({ top: to }), top)
        await page.waitForTimeout(150)
      }
      for (let i = 0; i < 20; i++) await app.deliver(webhook, { body: JSON.stringify({ type: 'order.created', title: `New ${i}` }) })
      await page.getByRole('button', { name: /new$/ }).waitFor()
    })

    console.log(`${loaded.toLocaleString('en')} rows loaded; the longest delay was ${Math.round(Math.max(...delays))} ms`)
    expect(loaded).toBeGreaterThanOrEqual(EVENTS)
    expect(Math.max(...delays)).toBeLessThan(MAX_MS)
    expect(await page.getByRole('article').count()).toBeLessThan(100)
    expect(complaints).toEqual([])
    await close()
  })

  it('does not hold up whoever looks into 5 MB of payload', { timeout: SLOW_MS }, async () => {
    const lines = Array.from({ length: 38_000 }, (_, number) => ({ number, sku: `sku-${number}`, text: 'x'.repeat(80) }))
    const body = JSON.stringify({ type: 'order.created', title: 'A large one', order: { lines } })
    expect(body.length).toBeGreaterThan(4_000_000)
    const { json } = await app.deliver(webhook, { body })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go(`/events/${json.event_id}?tab=payload`)
    await page.getByRole('button', { name: 'Open lines' }).waitFor()

    const delays = await watchDelays(page, async () => {
      await page.getByRole('button', { name: 'Open lines' }).click()
      await page.getByText('37999').or(page.getByText('{ 3 }').first()).first().waitFor()
      await page.getByLabel('JSON').evaluate((element) => element.scrollTo({ top: 400_000 }))
      await page.waitForTimeout(200)
      await page.getByLabel('Find in this').fill('sku-37900')
      await page.getByText('0 of 1').waitFor()
      await page.getByLabel('Find in this').press('Enter')
      await page.getByText('"sku-37900"').waitFor()
    })

    console.log(`5 MB of payload: the longest delay was ${Math.round(Math.max(...delays))} ms`)
    expect(Math.max(...delays)).toBeLessThan(MAX_MS)
    expect(complaints).toEqual([])
    await close()
  })
})

/** Copies the one event until there are so many. */
function multiply({ dataDir }: TestApp, count: number): void {
  const db = new Sqlite(path.join(dataDir, 'db/webhooks.db'), { timeout: 5000 })
  const columns = (db.pragma('table_info(webhook_events)') as Data[]).map(({ name }) => name as string)
  const copied = columns.map((name) => (name === 'event_id' || name === 'delivery_id' ? `${name} || '.' || value` : name))
  db.prepare(
    `INSERT INTO webhook_events (${columns}) SELECT ${copied} FROM webhook_events,
     (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?) SELECT value FROM n)`,
  ).run(count)
  db.close()
}

/** Scrolls until nothing more is loaded; answers how many rows there are. */
function scrollToEnd(page: Page): Promise<number> {
  return page.getByRole('feed').evaluate(async (element) => {
    let before = -1
    // A page may take long to come on a machine that is busy.
    for (let grewAtMs = performance.now(); performance.now() - grewAtMs < 5000; ) {
      element.scrollTo({ top: element.scrollHeight })
      await new Promise((resolve) => setTimeout(resolve, 15))
      if (element.scrollHeight !== before) grewAtMs = performance.now()
      before = element.scrollHeight
    }
    return Math.round(element.scrollHeight / 52)
  })
}

/** How long the page took from each thing that was done to its next frame, at the longest in each tenth of a second. */
async function watchDelays(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const watched = window as unknown as { delays: number[] }
    watched.delays = [0]
    let last = performance.now()
    const look = () => {
      const now = performance.now()
      watched.delays.push(now - last)
      last = now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await work()
  return page.evaluate(() => (window as unknown as { delays: number[] }).delays)
}
