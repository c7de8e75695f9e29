import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CREATE, caller, setPolicy, start as startForAgents } from '../../e2e/proposals/helpers.ts'
import { githubStory, settled } from '../../e2e/talk-back/helpers.ts'
import { expectAccessible, expectFits, openChromium, openDashboard, PHONE } from '../browser.ts'

const DAY_S = 86_400
const ECHO = { trigger: 'issue_comment.created', action: 'COMMENT', template: 'Thanks for: {{comment.body}}' }

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())

describe('a webhook that stands still, or soon will', () => {
  it('says that its breaker holds it, and why, until somebody lets it run again', async () => {
    const { app, webhook, say, written } = await githubStory({ commands: [ECHO], env: { BREAKER_THREAD_ACTIONS: '2' } })
    const { page, complaints, go, close } = await openDashboard(browser, app, { viewport: PHONE, colorScheme: 'dark' })
    for (const n of [1, 2, 3]) await say(`here ${n}`)
    await settled(app, webhook, 5)

    await go('/webhooks')
    await page.getByText('Held by the breaker').waitFor()
    await page.getByRole('link', { name: 'A webhook' }).click()
    await page.getByText('Held: octo/app#12').waitFor()
    await page.getByText(/More than 2 outgoing actions in 10 minutes on this thread/).waitFor()
    await expectFits(page)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Let it run again' }).click()

    await page.getByText('Held: octo/app#12').waitFor({ state: 'detached' })
    await say('once more')
    await settled(app, webhook, 7)
    expect(written().at(-1)).toBe('Thanks for: once more')
    expect(complaints).toEqual([])
    await close()
  })

  it('says when what an agent has made ends, and goes on when somebody renews it', async () => {
    const app = await startForAgents()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook'], expiresAfterSeconds: DAY_S })
    await brain.run(CREATE, { input: { id: 'mayfly', name: 'Mayfly', provider: 'GITHUB' } })
    const endsAt = async () => Date.parse((await app.graphql('{ webhook(id: "mayfly") { expiresAt } }')).webhook.expiresAt)
    const before = await endsAt()
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go('/webhooks')
    await page.getByRole('row', { name: /Mayfly.*Ends (in 23h|tomorrow)/ }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Mayfly' }).click()
    await page.getByText('An agent has made it').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Renew' }).click()
    await page.getByText('Its time runs anew').waitFor()

    expect(await endsAt()).toBeGreaterThan(before)
    expect(complaints).toEqual([])
    await close()
  })
})
