import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Data, startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
import { expectAccessible, openChromium, openDashboard, PHONE } from '../browser.ts'

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

async function deliver(webhook: TestWebhook, title: string, label: string): Promise<string> {
  const body = JSON.stringify({
    action: 'opened',
    issue: { number: 1, title, labels: [{ name: label }], user: { login: 'ada' } },
    repository: { full_name: 'octo/app' },
    sender: { login: 'ada', type: 'User' },
  })
  const { json } = await app.deliver(webhook, { body, headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() } })
  return json.event_id
}

async function commandsOf({ id }: TestWebhook): Promise<Data[]> {
  return (await app.graphql('query ($id: ID!) { webhook(id: $id) { commands { id trigger conditions priority template } } }', { id }))
    .webhook.commands
}

describe('a command', () => {
  it('is built from an event, with the back-test at its side, and makes the task', async () => {
    const webhook = await app.createWebhook({ name: 'Built on' })
    for (const label of ['urgent', 'later', 'urgent']) await deliver(webhook, `An ${label} one`, label)
    const id = await deliver(webhook, 'The chosen one', 'urgent')
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go(`/events/${id}`)
    await page.getByRole('link', { name: 'Make a command from this' }).click()
    await page.getByText('4 of the last 4').waitFor()
    await page.getByRole('button', { name: 'Open 0' }).click()
    await page.getByRole('button', { name: 'Take issue.labels.0.name' }).click()
    await page.getByText('3 of the last 4').waitFor()
    await page.getByText('Not (1)').click()
    await page.getByRole('button', { name: 'Why: An later one' }).click()
    await page.getByText('issue.labels.0.name: wanted "urgent", saw "later"').waitFor()
    await page.getByRole('textbox', { name: 'Template' }).fill('Plan {{issue.title}}')
    await page.getByText(/Plan <untrusted-\w+>The chosen one/).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/commands\/cmd_/)
    await deliver(webhook, 'Another', 'urgent')
    await deliver(webhook, 'And not this', 'later')

    const { tasks } = await app.graphql('{ tasks(agent: "planning", first: 5) { edges { node { prompt } } } }')
    expect(tasks.edges.map(({ node }: Data) => node.prompt)).toEqual([expect.stringMatching(/^Plan <untrusted-\w+>Another/)])
    expect(complaints).toEqual([])
    await close()
  })

  it('that is changed shows what would match now and what no longer, and asks before it is left', async () => {
    const commands = [
      { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: 'x', conditions: { labels: ['urgent'] } },
    ]
    const webhook = await app.createWebhook({ name: 'Changed', commands })
    await deliver(webhook, 'Urgent', 'urgent')
    await deliver(webhook, 'Later', 'later')
    const [command] = await commandsOf(webhook)
    const { page, complaints, go, close } = await openDashboard(browser, app)

    await go(`/commands/${command.id}`)
    await page.getByText('1 of the last 2').waitFor()
    await page.getByLabel('Condition 1: value').fill('later')
    await page.getByText('Differs from saved (2)').click()
    await page.getByText('no longer').waitFor()
    await page.getByText('new', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Changed' }).click()
    await page.getByText('Leave without saving?').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('textbox', { name: 'Template' }).fill('{{issue.title')
    await page
      .getByText(/line 1, column/)
      .first()
      .waitFor()
    expect(new URL(page.url()).pathname).toBe(`/commands/${command.id}`)
    await page.getByRole('textbox', { name: 'Template' }).fill('{{issue.title}}')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()

    expect(await commandsOf(webhook)).toMatchObject([{ conditions: { labels: ['later'] }, template: '{{issue.title}}' }])
    expect(complaints).toEqual([])
    await close()
  })

  it('is tried on all that is stored, with progress', async () => {
    const webhook = await app.createWebhook({ name: 'Long' })
    for (let i = 0; i < 450; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => deliver(webhook, `Number ${i + n}`, 'urgent')))
    const { page, go, close } = await openDashboard(browser, app)

    await go(`/commands/new?webhook=${webhook.id}`)
    await page.getByRole('combobox', { name: 'Trigger' }).fill('issues.*')
    await page.getByText('200 of the last 200').waitFor()
    await page.getByRole('button', { name: 'Try it on the last 10,000' }).click()

    await page.getByText('450 of 450 matched').waitFor()
    await close()
  })

  it('is moved before another by the keyboard, and saved so', async () => {
    const commands = ['issues.opened', 'issues.closed', 'issues.labeled'].map((trigger) => ({
      trigger,
      action: 'CREATE_TASK',
      agent: 'a',
      template: 'x',
    }))
    const webhook = await app.createWebhook({ name: 'Ordered', commands })
    const before = await commandsOf(webhook)
    const { page, go, close } = await openDashboard(browser, app)
    await go(`/commands/${before[0].id}`)

    const handle = page.getByRole('button', { name: `Move ${before[2].trigger}` })
    await handle.focus()
    await page.keyboard.press('Space')
    await page.getByText('issues.labeled is at place 3 of 3').waitFor({ state: 'attached' })
    // A key that is pressed before the places are measured moves nothing: who sees that presses again.
    const moved = page.getByText('issues.labeled is at place 2 of 3')
    await expect
      .poll(
        async () => {
          await page.keyboard.press('ArrowUp')
          return moved.waitFor({ state: 'attached', timeout: 2000 }).then(
            () => true,
            () => false,
          )
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    await page.keyboard.press('Space')

    await expect
      .poll(async () => (await commandsOf(webhook)).map(({ trigger }) => trigger))
      .toEqual([before[0], before[2], before[1]].map(({ trigger }) => trigger))
    await close()
  })

  it('that somebody else has changed meanwhile is not overwritten unasked', async () => {
    const webhook = await app.createWebhook({
      name: 'Both',
      commands: [{ trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'a', template: 'x' }],
    })
    const [command] = await commandsOf(webhook)
    const { page, go, close } = await openDashboard(browser, app)
    await go(`/commands/${command.id}`)
    await page.getByRole('textbox', { name: 'Template' }).fill('mine')
    await app.graphql('mutation ($id: ID!) { updateCommand(input: { id: $id, template: "theirs" }) { __typename } }', { id: command.id })

    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Take what is there now' }).click()

    await page.getByRole('textbox', { name: 'Template' }).getByText('theirs').waitFor()
    expect(await commandsOf(webhook)).toMatchObject([{ template: 'theirs' }])
    await close()
  })

  it('can be read, and not changed, by who may only look; on a telephone too', async () => {
    const webhook = await app.createWebhook({
      name: 'Read',
      commands: [{ trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'a', template: 'x' }],
    })
    const [command] = await commandsOf(webhook)
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "looker", role: VIEWER) { ... on CreateApiKeyPayload { key } } }',
    )
    const { page, go, close } = await openDashboard(browser, app, { key: createApiKey.key, viewport: PHONE })

    await go(`/commands/${command.id}`)

    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    expect(await page.getByRole('combobox', { name: 'Trigger' }).isDisabled()).toBe(true)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    await close()
  })
})
