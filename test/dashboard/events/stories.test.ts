import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeGithub } from '../../fakes/github.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
import { expectAccessible, openChromium, openDashboard } from '../browser.ts'

let app: TestApp
let browser: Browser
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

function issue(title: string, number = 12) {
  const body = {
    action: 'opened',
    issue: {
      number,
      title,
      body: 'It worked yesterday.',
      labels: [{ name: 'urgent' }],
      html_url: 'https://github.com/octo/app/issues/12',
      user: { login: 'ada' },
    },
    repository: { full_name: 'octo/app', name: 'app', owner: { login: 'octo' } },
    sender: { login: 'ada', type: 'User' },
  }
  return { body: JSON.stringify(body), headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() } }
}

async function deliver(at: TestApp, webhook: TestWebhook, title: string): Promise<string> {
  const { status, json } = await at.deliver(webhook, issue(title))
  expect(status).toBe(202)
  return json.event_id
}

describe('the list of events', () => {
  it('shows what comes as it comes, keeps its filter over a reload, and holds back what comes while it is paused', async () => {
    const webhook = await app.createWebhook({ name: 'Live' })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/events')
    await deliver(app, webhook, 'The first one')
    await page.getByRole('link', { name: /The first one/ }).waitFor()
    await expectAccessible(page)

    await page.getByRole('combobox', { name: 'Webhook' }).click()
    await page.getByRole('option', { name: 'Live' }).click()
    await page.waitForURL(/webhook=/)
    await page.reload()
    await page.getByRole('link', { name: /The first one/ }).waitFor()

    await page.getByRole('button', { name: 'Pause' }).click()
    await deliver(app, webhook, 'While it was paused')
    await page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await page.getByRole('link', { name: /While it was paused/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('link', { name: /While it was paused/ }).waitFor()

    expect(complaints).toEqual([])
    await close()
  })

  it('does not move what is read when something comes', async () => {
    const webhook = await app.createWebhook({ name: 'Scrolled' })
    for (let i = 0; i < 40; i++) await deliver(app, webhook, `Number ${i}`)
    const { page, go, close } = await openDashboard(browser, app)
    await go(`/events?webhook=${webhook.id}`)
    const feed = page.getByRole('feed')
    await feed.evaluate((element) => element.scrollTo({ top: 600 }))
    const read = page.getByRole('link', { name: /Number 25/ })
    await read.waitFor()
    const before = (await read.boundingBox())!.y

    await deliver(app, webhook, 'The new one')

    await page.getByRole('button', { name: '1 new' }).waitFor()
    expect((await read.boundingBox())!.y).toBe(before)
    await page.getByRole('button', { name: '1 new' }).click()
    await page.getByRole('link', { name: /The new one/ }).waitFor()
    await close()
  })

  it('finds a word of a payload, and says what to do where nothing is like the filter', async () => {
    const webhook = await app.createWebhook({ name: 'Searched' })
    await deliver(app, webhook, 'The needle is here')
    const { page, go, close } = await openDashboard(browser, app)

    await go('/events?search=needle')
    await page.getByRole('link', { name: /The needle is here/ }).waitFor()
    await page.getByLabel('Search in titles and payloads').fill('nothingislikethis')
    await page.getByText('No event is like that').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()

    await page.getByRole('link', { name: /The needle is here/ }).waitFor()
    await close()
  })

  it('misses nothing while the server is restarted under an open page', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-dashboard-'))
    const first = await startApp({ env: { DATA_DIR: dataDir } })
    const webhook = await first.createWebhook({ name: 'Restarted' })
    const { page, go, close } = await openDashboard(browser, first)
    await go('/events')
    await deliver(first, webhook, 'Before')
    await page.getByRole('link', { name: /Before/ }).waitFor()

    await first.close()
    await page.getByText('Disconnected').waitFor()
    const second = await startApp({ env: { DATA_DIR: dataDir, PORT: new URL(first.url).port } })
    for (let i = 0; i < 5; i++) await deliver(second, webhook, `After ${i}`)

    await page.getByText('Disconnected').waitFor({ state: 'detached', timeout: 30_000 })
    for (let i = 0; i < 5; i++) await page.getByRole('link', { name: new RegExp(`After ${i}`) }).waitFor()
    expect(await page.getByRole('feed').getByRole('article').count()).toBe(6)
    await close()
    await second.close()
    rmSync(dataDir, { recursive: true })
  })
})

describe('an event', () => {
  it('says live what was done, with each try, and is tried again by hand', async () => {
    const github = await startFakeGithub()
    const commands = [{ trigger: 'issues.opened', action: 'COMMENT', template: 'Thank you', conditions: { labels: ['urgent'] } }]
    const webhook = await app.createWebhook({ name: 'Written to', commands, credentials: { token: 'ghp_good', baseUrl: github.url } })
    github.failNext({ status: 422, body: { message: 'Validation Failed' } }, ({ method }) => method === 'POST')
    const { page, complaints, go, close } = await openDashboard(browser, app)
    const id = await deliver(app, webhook, 'To be answered')

    await go(`/events/${id}`)
    await page.getByText('labels: wanted ["urgent"], saw ["urgent"]').waitFor()
    await page.getByText('Exhausted').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Try again now' }).click()
    await page.getByText('See it there').waitFor()
    await page.getByText(/Try 2/).waitFor()

    expect(github.comments.map(({ body }: Data) => body.split('\n')[0])).toEqual(['Thank you'])
    expect(complaints).toEqual([])
    await close()
    await github.close()
  })

  it('is looked into: a payload is searched, headers and bytes are there; and it is replayed', async () => {
    const webhook = await app.createWebhook({ name: 'Looked into' })
    const id = await deliver(app, webhook, 'Deep down')
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go(`/events/${id}?tab=payload`)
    await page.getByLabel('Find in this').fill('urgent')
    await page.getByText('0 of 1').waitFor()
    await page.getByLabel('Find in this').press('Enter')
    await page.getByText('"urgent"').waitFor()
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Headers' }).click()
    await page.getByText('x-github-event').waitFor()
    await page.getByRole('tab', { name: 'Raw' }).click()
    await page.getByText(/bytes, as they came/).waitFor()
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByText('Replay of').waitFor()

    expect(page.url()).not.toContain(id)
    expect(complaints).toEqual([])
    await close()
  })
})
