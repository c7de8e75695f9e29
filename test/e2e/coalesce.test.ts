import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'

const TASK = 'id status prompt attempt event { id } inbox { id subject { title } }'

let app: TestApp
let issue = 0
beforeAll(async () => void (app = await startApp()))
afterAll(() => app.close())

describe('a command that steers', () => {
  it('puts the later events of a thread into the inbox of its task, and tells who watches', async () => {
    const { webhook, agent } = await listening('STEER')
    const first = await comment(webhook, 'first')
    const { task } = await claim(agent)
    const { feedCursor } = await app.graphql('{ feedCursor }')

    const second = await comment(webhook, 'second')

    expect(await tasksOf(agent)).toEqual([
      expect.objectContaining({ id: task.id, event: { id: first }, inbox: [wordOf(second, 'second')] }),
    ])
    expect(await changesAfter(feedCursor, agent)).toContainEqual({ kind: 'TASK_PROGRESS', task: { id: task.id } })
    const [, later] = await app.events(webhook.id, 'id tasks { id }')
    expect(later).toEqual({ id: second, tasks: [{ id: task.id }] })
  })

  it('needs no second task for what the holder has seen', async () => {
    const { webhook, agent } = await listening('STEER')
    await comment(webhook, 'first')
    const held = await claim(agent)
    await comment(webhook, 'second')

    const { heartbeatTask } = await app.graphql(
      `mutation ($id: ID!, $leaseToken: String!) { heartbeatTask(id: $id, leaseToken: $leaseToken) { ... on TaskPayload { task { ${TASK} } } } }`,
      { id: held.task.id, leaseToken: held.leaseToken },
    )
    expect(heartbeatTask.task.inbox).toMatchObject([{ subject: { title: 'second' } }])
    await finish(held, 'completeTask')

    expect(await tasksOf(agent)).toMatchObject([{ status: 'COMPLETED' }])
  })

  it.each(['completeTask', 'failTask', 'cancelTask'] as const)('makes a task of what nobody was told before %s', async (end) => {
    const { webhook, agent } = await listening('STEER')
    await comment(webhook, 'first')
    const held = await claim(agent)
    const second = await comment(webhook, 'second')
    const third = await comment(webhook, 'third')

    await finish(held, end)

    const [ended, next] = await tasksOf(agent)
    expect(ended).toMatchObject({ id: held.task.id, inbox: [] })
    expect(next).toMatchObject({ status: 'QUEUED', attempt: 0, event: { id: second }, inbox: [wordOf(third, 'third')] })
    expect(next.prompt).toContain('second')
    const fourth = await comment(webhook, 'fourth')
    expect((await tasksOf(agent))[1].inbox.map(({ id }: Data) => id)).toEqual([third, fourth])
  })

  it('keeps the inbox of a task that is tried again', async () => {
    const { webhook, agent } = await listening('STEER')
    await comment(webhook, 'first')
    const held = await claim(agent)
    await comment(webhook, 'second')
    await app.graphql('mutation ($id: ID!, $t: String!) { failTask(id: $id, leaseToken: $t, error: "x") { __typename } }', {
      id: held.task.id,
      t: held.leaseToken,
    })

    expect((await claim(agent)).task).toMatchObject({ id: held.task.id, attempt: 2, inbox: [{ subject: { title: 'second' } }] })
  })
})

describe('a command that queues', () => {
  it('leaves the running task alone, and makes one task of all that came meanwhile', async () => {
    const { webhook, agent } = await listening('QUEUE')
    await comment(webhook, 'first')
    const held = await claim(agent)
    const second = await comment(webhook, 'second')
    const third = await comment(webhook, 'third')
    await app.graphql('mutation ($id: ID!, $t: String!) { heartbeatTask(id: $id, leaseToken: $t) { __typename } }', {
      id: held.task.id,
      t: held.leaseToken,
    })
    expect(await claim(agent)).toMatchObject({ task: null })

    await finish(held, 'completeTask')

    expect((await claim(agent)).task).toMatchObject({ event: { id: second }, inbox: [wordOf(third, 'third')] })
    expect(await tasksOf(agent)).toHaveLength(2)
  })

  it('makes one task of deliveries that come at once, and leaves none out', async () => {
    const { webhook, agent } = await listening('QUEUE')

    const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => comment(webhook, `word ${index}`)))

    const [task, ...others] = await tasksOf(agent)
    expect(others).toEqual([])
    expect([task.event.id, ...task.inbox.map(({ id }: Data) => id)].sort()).toEqual([...ids].sort())
  })
})

it('a command that does neither makes a task of each', async () => {
  const { webhook, agent } = await listening('NEW')
  await comment(webhook, 'first')
  await comment(webhook, 'second')
  expect(await tasksOf(agent)).toMatchObject([{ inbox: [] }, { inbox: [] }])
})

it('threads do not meet, nor do commands', async () => {
  const { webhook, agent } = await listening('QUEUE')
  const more = { trigger: 'issue_comment', action: 'CREATE_TASK', agent, template: '', coalesce: 'QUEUE' }
  await app.graphql('mutation ($id: ID!, $c: CommandInput!) { addCommand(webhookId: $id, command: $c) { __typename } }', {
    id: webhook.id,
    c: more,
  })
  await comment(webhook, 'one', 1_000_001)
  await comment(webhook, 'two', 1_000_002)
  expect(await tasksOf(agent)).toHaveLength(4)
})

describe('the tasks of an agent', () => {
  it('are not handed to a key that was revoked while its claim waited', async () => {
    const { webhook, agent } = await listening('NEW')
    const { createApiKey } = await app.graphql(
      'mutation ($agent: String!) { createApiKey(name: "away", role: AGENT, agent: $agent) { ... on CreateApiKeyPayload { key apiKey { id } } } }',
      { agent },
    )
    const query = `mutation { claimTask(agent: "${agent}", waitSeconds: 10) { ... on ClaimTaskPayload { task { id } } } }`
    const waiting = fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${createApiKey.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    await sleep(300)
    await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: createApiKey.apiKey.id })
    await comment(webhook, 'too late')

    expect((await (await waiting).json()).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(await tasksOf(agent)).toMatchObject([{ status: 'QUEUED' }])
  })

  it('are handed out in turn among its webhooks', async () => {
    const [busy, quiet] = [await listening('NEW'), await listening('NEW', `planner-${issue}`)]
    for (const text of ['1', '2', '3', '4']) await comment(busy.webhook, `busy ${text}`)
    await comment(quiet.webhook, 'quiet')

    const order = []
    for (let i = 0; i < 3; i++) order.push((await claim(quiet.agent)).task.prompt.match(/busy \d|quiet/)[0])

    expect(order.slice(0, 2)).toContain('quiet')
    expect(order.filter((text) => text !== 'quiet')).toEqual(['busy 1', 'busy 2'])
  })

  it('are under way at most as many at a time as the agent may have', async () => {
    const { webhook, agent } = await listening('NEW')
    const limited = await app.graphql(
      'mutation ($agent: String!) { setAgentLimit(agent: $agent, maxConcurrent: 1) { ... on AgentPayload { agent { name maxConcurrent } } } }',
      { agent },
    )
    expect(limited.setAgentLimit.agent).toEqual({ name: agent, maxConcurrent: 1 })
    await comment(webhook, 'first')
    await comment(webhook, 'second')
    const held = await claim(agent)

    const waiting = claim(agent, 10)
    await finish(held, 'completeTask')

    expect((await waiting).task.prompt).toContain('second')
  })

  it.each([0, -1, 10_001])('cannot be held to %d', async (maxConcurrent) => {
    const { setAgentLimit } = await app.graphql(
      'mutation ($m: Int) { setAgentLimit(agent: "planner", maxConcurrent: $m) { ... on InvalidInput { issues { path } } } }',
      { m: maxConcurrent },
    )
    expect(setAgentLimit.issues).toEqual([{ path: ['maxConcurrent'] }])
  })
})

async function listening(coalesce: string, agent = `planner-${++issue}`): Promise<{ webhook: TestWebhook; agent: string }> {
  const command = { trigger: 'issue_comment', action: 'CREATE_TASK', agent, template: '{{comment.body}}', coalesce }
  return { webhook: await app.createWebhook({ commands: [command] }), agent }
}

/** Answers the event's id. */
async function comment(webhook: TestWebhook, text: string, number = issue): Promise<string> {
  const body = JSON.stringify({
    action: 'created',
    issue: { number, title: text, html_url: `https://github.com/acme/app/issues/${number}` },
    comment: { body: text, id: Math.floor(Math.random() * 1e9), author_association: 'MEMBER' },
    repository: { full_name: 'acme/app' },
    sender: { login: 'ann', type: 'User' },
  })
  const headers = { 'x-github-event': 'issue_comment', 'x-github-delivery': crypto.randomUUID() }
  const { status, json } = await app.deliver(webhook, { body, headers })
  expect(status).toBe(202)
  return json.event_id
}

async function claim(agent: string, waitSeconds = 0): Promise<Data> {
  const query = `mutation ($agent: String!, $waitSeconds: Int!) { claimTask(agent: $agent, waitSeconds: $waitSeconds) {
    ... on ClaimTaskPayload { task { ${TASK} } leaseToken } } }`
  return (await app.graphql(query, { agent, waitSeconds })).claimTask
}

async function finish({ task, leaseToken }: Data, how: 'completeTask' | 'failTask' | 'cancelTask'): Promise<void> {
  const more = { completeTask: '', failTask: ', error: "broken", retry: false', cancelTask: '' }[how]
  const token = how === 'cancelTask' ? '' : `, leaseToken: "${leaseToken}"`
  const done = await app.graphql(`mutation { r: ${how}(id: "${task.id}"${token}${more}) { __typename } }`)
  expect(done.r.__typename).toBe('TaskPayload')
}

/** Oldest first. */
async function tasksOf(agent: string): Promise<Data[]> {
  const { tasks } = await app.graphql(`query ($agent: String) { tasks(agent: $agent, last: 50) { edges { node { ${TASK} } } } }`, { agent })
  return tasks.edges.map(({ node }: Data) => node).reverse()
}

function wordOf(id: string, title: string): Data {
  return { id, subject: { title } }
}

async function changesAfter(after: string, agent: string): Promise<Data[]> {
  const query = 'subscription ($after: FeedCursor, $agent: String) { tasks(after: $after, agent: $agent) { kind task { id } } }'
  const abort = new AbortController()
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables: { after, agent } }),
    signal: abort.signal,
  })
  const seen: Data[] = []
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop()!
    for (const line of lines) if (line.startsWith('data: {')) seen.push(JSON.parse(line.slice(6)).data.tasks)
    if (seen.length >= 2) break
  }
  abort.abort()
  return seen
}
