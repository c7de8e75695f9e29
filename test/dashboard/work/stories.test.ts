import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeSlack } from '../../fakes/slack.ts'
import { type Data, startApp, type TestApp } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
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

async function makeTask(agent: string): Promise<void> {
  const webhook = await app.createWebhook({
    name: agent,
    commands: [{ trigger: 'issues.opened', action: 'CREATE_TASK', agent, template: 'Plan {{issue.title}}' }],
  })
  const body = JSON.stringify({
    action: 'opened',
    issue: { number: 1, title: 'Plan me' },
    repository: { full_name: 'octo/app' },
    sender: { login: 'ada', type: 'User' },
  })
  await app.deliver(webhook, { body, headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() } })
}

async function claim(agent: string): Promise<{ id: string; leaseToken: string }> {
  const { claimTask } = await app.graphql(
    'mutation ($a: String!) { claimTask(agent: $a) { ... on ClaimTaskPayload { leaseToken task { id } } } }',
    { a: agent },
  )
  return { id: claimTask.task.id, leaseToken: claimTask.leaseToken }
}

describe('a question', () => {
  it('that a command has asked in Slack is answered in the dashboard, and Slack is told', async () => {
    const slack = await startFakeSlack({ channels: { C06NRA6JLER: 'engineering' } })
    const webhook = await app.createWebhook({
      name: 'Deployments',
      provider: 'SLACK',
      secret: 'the-signing-secret-of-slack',
      credentials: slack.credentials,
      commands: [{ trigger: 'message.channels', action: 'ASK', template: 'Deploy now?' }],
    })
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/questions')
    await page.getByText('Nobody waits for an answer').waitFor()

    await app.deliver(webhook, { body: fixture('slack/message.channels.json') })
    await page.getByRole('heading', { name: 'Deploy now?' }).waitFor()
    await page.getByRole('link', { name: /Questions 1/ }).waitFor()
    await expectAccessible(page)
    await page.getByLabel('Your answer').fill('Tomorrow')
    await page.getByRole('button', { name: 'Answer' }).click()

    await page.getByText('Nobody waits for an answer').waitFor()
    await expect.poll(() => slack.messages.map(({ text }) => text)).toContainEqual(expect.stringContaining('Tomorrow'))
    expect(complaints).toEqual([])
    await close()
    await slack.close()
  })

  it('that somebody else was faster with says so', async () => {
    const { page, go, close } = await openDashboard(browser, app)
    await makeTask('asking')
    const { tasks } = await app.graphql('{ tasks(agent: "asking", first: 1) { edges { node { event { id } } } } }')
    await app.graphql(
      'mutation ($e: ID!) { sendless: ask(input: { eventId: $e, question: "Blue?", kind: CHOICE, options: ["Yes", "No"] }) { __typename } }',
      { e: tasks.edges[0].node.event.id },
    )
    const { questions } = await app.graphql('{ questions(first: 1) { edges { node { id question } } } }')
    if (questions.edges[0]?.node.question !== 'Blue?') return close()
    await go('/questions')
    await page.getByRole('button', { name: 'No' }).waitFor()
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation Answer')) return route.continue()
      await app.graphql('mutation ($id: ID!) { answerQuestion(id: $id, answer: "Yes") { __typename } }', { id: questions.edges[0].node.id })
      return route.continue()
    })

    await page.getByRole('button', { name: 'No' }).click()

    await page.getByText('Somebody was faster').waitFor()
    await close()
  })
})

describe('a task', () => {
  it('is followed while an agent works on it, to its result', async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/tasks?agent=planning')
    await makeTask('planning')
    await page.getByRole('link', { name: 'Plan me' }).click()

    const { id, leaseToken } = await claim('planning')
    await page.getByText('Claimed').waitFor()
    await app.graphql(
      'mutation ($id: ID!, $t: String!) { heartbeatTask(id: $id, leaseToken: $t, progress: "2 of 3 files") { __typename } }',
      { id, t: leaseToken },
    )
    await page.getByText('2 of 3 files').waitFor()
    await app.graphql(
      'mutation ($id: ID!, $t: String!) { completeTask(id: $id, leaseToken: $t, result: { plan: "Two steps" }) { __typename } }',
      { id, t: leaseToken },
    )
    await page.getByText('"Two steps"').waitFor()

    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('that has failed for good is queued again', async () => {
    await makeTask('failing')
    const { id, leaseToken } = await claim('failing')
    await app.graphql('mutation ($id: ID!, $t: String!) { failTask(id: $id, leaseToken: $t, error: "No", retry: false) { __typename } }', {
      id,
      t: leaseToken,
    })
    const { page, go, close } = await openDashboard(browser, app)

    await go(`/tasks/${id}`)
    await page.getByRole('button', { name: 'Queue it again' }).click()

    await page.getByText('Queued', { exact: true }).first().waitFor()
    expect((await claim('failing')).id).toBe(id)
    await close()
  })
})

describe('a proposal', () => {
  it('of an agent is shown with its difference and back-test, approved, and seen to be decided elsewhere', async () => {
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "brain", role: AGENT, agent: "brain") { ... on CreateApiKeyPayload { key } } }',
    )
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${createApiKey.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation { createWebhook(input: { id: "urgent-issues", name: "Urgent issues", provider: GITHUB, commands: [{ trigger: "issues.opened", action: CREATE_TASK, agent: "planning", template: "Plan it" }] }) { ... on Proposed { proposal { id } } } }`,
      }),
    })
    const { data } = (await response.json()) as Data
    const [one, other] = [await openDashboard(browser, app), await openDashboard(browser, app)]
    await other.go('/proposals')
    await other.page.getByRole('link', { name: /Create the webhook urgent-issues/ }).waitFor()

    await one.go(`/proposals/${data.createWebhook.proposal.id}`)
    await one.page.getByText('"name": "Urgent issues"').waitFor()
    await one.page.getByText(/of the last \d+/).waitFor()
    await expectAccessible(one.page)
    await one.page.getByRole('button', { name: 'Approve' }).click()
    await one.page.getByText('This is shown once: the secret of the webhook').waitFor()

    await other.page.getByText('Nothing to decide').waitFor()
    expect((await app.graphql('{ webhook(id: "urgent-issues") { name } }')).webhook.name).toBe('Urgent issues')
    expect([...one.complaints, ...other.complaints]).toEqual([])
    await Promise.all([one.close(), other.close()])
  })
})

describe('an agent', () => {
  it('gets a limit and another policy', async () => {
    await makeTask('limited')
    const { page, complaints, go, close } = await openDashboard(browser, app)
    await go('/agents')

    await page.getByLabel('Tasks of limited at a time').fill('2')
    await page.getByText('limited has another limit').waitFor()
    await page.getByRole('button', { name: /brain/ }).click()
    await page.getByLabel('add commands').check()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save the policy' }).click()
    await page.getByText('1 at once').waitFor()

    const { agents, agentPolicies } = await app.graphql('{ agents { name maxConcurrent } agentPolicies { mayDo } }')
    expect(agents).toContainEqual({ name: 'limited', maxConcurrent: 2 })
    expect(agentPolicies).toEqual([{ mayDo: ['addCommand'] }])
    expect(complaints).toEqual([])
    await close()
  })
})
