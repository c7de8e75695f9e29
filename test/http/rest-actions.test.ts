import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { insert } from '../../src/backends/database/database.ts'
import { ask } from '../../src/registry/questions.ts'
import { createWebhook } from '../../src/registry/webhooks.ts'
import { type FakeGithub, startFakeGithub } from '../fakes/github.ts'
import { storeIssue } from '../graphql/occasion.ts'
import { admin } from '../helpers/registry.ts'
import { createTestRest, type Json, type TestRest } from '../helpers/rest.ts'
import { startApp } from '../helpers/start-app.ts'

describe('through the founding document’s three paths', () => {
  it('a comment, a question and a response are posted at the source', async () => {
    const { github, rest, eventId } = await startWithGithub()

    const comment = await rest('POST', '/api/webhooks/hook/comment', { event_id: eventId, message: "I've created task-456 to handle this" })
    const ask = await rest('POST', '/api/webhooks/hook/ask', { event_id: eventId, question: 'Should I prioritize this over task-789?' })
    const respond = await rest('POST', '/api/webhooks/hook/respond', { event_id: eventId, response: 'Task completed successfully' })

    expect([comment.status, ask.status, respond.status]).toEqual([201, 201, 201])
    expect(comment.body).toMatchObject({
      kind: 'comment',
      event_id: eventId,
      webhook_id: 'hook',
      status: 'PENDING',
      requested_by: 'ADMIN_API_KEY',
    })
    expect(ask.body).toMatchObject({ kind: 'TEXT', status: 'OPEN', options: [], answer: null })
    await expect
      .poll(() => said(github))
      .toEqual(["I've created task-456 to handle this", 'Should I prioritize this over task-789?', 'Task completed successfully'])
    const action = `/api/actions/${respond.body.action_id}`
    await expect
      .poll(async () => (await rest('GET', action)).body)
      .toMatchObject({
        status: 'SUCCEEDED',
        way: 'comment',
        url: expect.stringContaining('https://github.com/octo/app/issues/12'),
        attempts: [{ number: 1, error: null }],
        finished_at: expect.any(String),
      })
  })

  it('what was refused there can be tried again', async () => {
    const { github, rest, eventId } = await startWithGithub()
    github.failNext({ status: 410, body: { message: 'Gone' } }, ({ method }) => method === 'POST')

    const { body } = await rest('POST', '/api/webhooks/hook/comment', { event_id: eventId, message: 'Hello' })
    const read = async () => (await rest('GET', `/api/actions/${body.action_id}`)).body
    await expect.poll(read).toMatchObject({ status: 'EXHAUSTED' })
    const retried = await rest('POST', `/api/actions/${body.action_id}/retry`)

    expect(retried).toMatchObject({ status: 200, body: { status: 'PENDING', attempts: [{ status_code: 410 }] } })
    await expect.poll(read).toMatchObject({ status: 'SUCCEEDED', attempts: [{}, { number: 2, error: null }] })
    expect(said(github)).toEqual(['Hello'])
  })
})

describe('the body', () => {
  let rest: TestRest
  let eventId: string
  beforeEach(async () => {
    rest = await createTestRest()
    for (const id of ['hook', 'other']) await createWebhook(rest.registry, admin, { id, name: id, provider: 'github' })
    eventId = await storeIssue(rest, 'hook')
  })

  it.each([
    ['comment', { message: 'Hello' }],
    ['respond', { response: 'Hello' }],
    ['ask', { question: 'Shall I?' }],
    ['forward', { target: 'other' }],
  ])('of %s names an event of the webhook in the path', async (verb, body) => {
    const post = (webhook: string, more: object) => rest.call('POST', `/api/webhooks/${webhook}/${verb}`, { ...body, ...more })

    const made = await post('hook', { event_id: eventId })

    expect(made.status).toBe(201)
    expect((await rest.call('GET', made.headers.get('location')!)).body).toEqual(made.body)
    for (const [webhook, event_id] of [
      ['other', eventId],
      ['hook', 'evt-123'],
      ['nothing', eventId],
    ]) {
      expect(await post(webhook!, { event_id })).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    }
    expect(await post('hook', {})).toMatchObject({ status: 400, body: { error: { issues: [{ path: ['event_id'] }] } } })
  })

  it('of ask has the whole question, and what is wrong is named as in the body', async () => {
    const ask = (more: object) => rest.call('POST', '/api/webhooks/hook/ask', { event_id: eventId, question: 'Which?', ...more })

    const { body } = await ask({
      kind: 'CHOICE',
      options: ['a', 'b'],
      answerers: ['ada'],
      timeout_seconds: 60,
      default_answer: 'b',
      task_id: null,
    })
    const wrong = await ask({ timeout_seconds: 0, default_answer: 5 })
    const outOfBounds = await ask({ timeout_seconds: 0 })

    expect(body).toMatchObject({ kind: 'CHOICE', options: ['a', 'b'], answerers: ['ada'], default_answer: 'b', asked_by: 'tester' })
    expect(Date.parse(body.expires_at) - Date.parse(body.asked_at)).toBe(60_000)
    expect(wrong).toMatchObject({ status: 400, body: { error: { issues: [{ path: ['default_answer'] }] } } })
    expect(outOfBounds).toMatchObject({ status: 400, body: { error: { issues: [{ path: ['timeout_seconds'] }] } } })
  })

  it('is carried out once under one Idempotency-Key', async () => {
    const post = () => rest.call('POST', '/api/webhooks/hook/comment', { event_id: eventId, message: 'Once' }, { 'idempotency-key': 'k-1' })

    const [first, second] = [await post(), await post()]

    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(await rest.registry.db.prisma.webhookAction.count()).toBe(1)
  })
})

describe('/api/questions', () => {
  it('are listed newest first, read, and answered once', async () => {
    const { call, ids } = await withQuestions(3)

    const page = await call('GET', '/api/questions?limit=2')
    const next = await call('GET', `/api/questions?limit=2&after=${page.body.next}`)
    const answered = await call('POST', `/api/questions/${ids[0]}/answer`, { answer: 'Yes, do' })
    const late = await call('POST', `/api/questions/${ids[0]}/answer`, { answer: 'No' })

    expect([...idsOf(page), ...idsOf(next)]).toEqual(ids.toReversed())
    expect(answered).toMatchObject({
      status: 200,
      body: { status: 'ANSWERED', answer: 'Yes, do', answered_by: 'tester', answered_via: 'api' },
    })
    expect(late).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', message: expect.stringContaining('already by tester: Yes, do') } },
    })
    expect(idsOf(await call('GET', '/api/questions?status=ANSWERED&webhook_id=hook'))).toEqual([ids[0]])
    expect((await call('GET', `/api/questions/${ids[0]}`)).body).toEqual(answered.body)
    expect((await call('POST', `/api/questions/${ids[1]}/answer`, { answer: 5 })).status).toBe(400)
  })

  it.each([
    ['VIEWER', {}, [200, 403]],
    ['AGENT', { agent: 'planner' }, [404, 403]],
    ['OPERATOR', { webhookIds: ['other'] }, [404, 404]],
  ] as const)('for a key with the role %s %j: read and answer %j', async (role, more, statuses) => {
    const { call, ids } = await withQuestions(1, { role, ...more } as Parameters<typeof createTestRest>[0])

    const read = await call('GET', `/api/questions/${ids[0]}`)
    const answer = await call('POST', `/api/questions/${ids[0]}/answer`, { answer: 'yes' })

    expect([read.status, answer.status]).toEqual(statuses)
  })
})

describe('/api/webhooks/{id}/reset-breaker', () => {
  it('resets one thread or, without a body, all', async () => {
    const { call, registry } = await withQuestions(0)
    for (const thread of ['', 'a', 'b'])
      await registry.db.write([insert('breakers', { webhook_id: 'hook', thread, opened_at: 1, reason: 'x' })])

    const one = await call('POST', '/api/webhooks/hook/reset-breaker', { thread: 'a' })
    const left = await registry.db.prisma.breaker.count()
    await call('POST', '/api/webhooks/hook/reset-breaker')

    expect(one).toMatchObject({ status: 200, body: { webhook_id: 'hook' } })
    expect([left, await registry.db.prisma.breaker.count()]).toEqual([2, 0])
    expect((await call('POST', '/api/webhooks/nothing/reset-breaker')).status).toBe(404)
  })
})

it('the OpenAPI document has the paths, with bodies in the names of the founding document', async () => {
  const { call } = await createTestRest()

  const { paths, components } = (await call('GET', '/api/openapi.json')).body

  const posts = ['comment', 'ask', 'respond', 'forward', 'reset-breaker'].map((verb) => `/api/webhooks/{id}/${verb}`)
  expect(posts.filter((path) => !paths[path]?.post)).toEqual([])
  for (const path of ['/api/questions', '/api/questions/{id}', '/api/actions/{id}']) expect(paths[path]?.get).toBeTruthy()
  for (const path of ['/api/questions/{id}/answer', '/api/actions/{id}/retry']) expect(paths[path]?.post).toBeTruthy()
  expect(components.schemas.Comment.required).toEqual(['event_id', 'message'])
  expect(Object.keys(components.schemas.Ask.properties)).toEqual(
    expect.arrayContaining(['event_id', 'question', 'kind', 'options', 'answerers', 'timeout_seconds', 'default_answer', 'task_id']),
  )
})

async function startWithGithub() {
  const github = await startFakeGithub()
  const app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  onTestFinished(async () => {
    await app.close()
    await github.close()
  })
  const webhook = await app.createWebhook({ id: 'hook', credentials: { token: 'ghp_good', baseUrl: github.url } })
  const issue = { number: 12, title: 'A bug', body: null, user: { login: 'ada', type: 'User' } }
  const repository = { name: 'app', full_name: 'octo/app', owner: { login: 'octo' } }
  const body = JSON.stringify({ action: 'opened', issue, repository })
  const { json } = await app.deliver(webhook, { body, headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() } })
  return { github, rest: app.rest, eventId: json.event_id as string }
}

/** Without the marks that cannot be seen. */
function said({ comments }: FakeGithub): string[] {
  return comments.map(({ body }) =>
    body
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/[^\x20-\x7e]/g, '')
      .trim(),
  )
}

async function withQuestions(count: number, key: Parameters<typeof createTestRest>[0] = {}) {
  const rest = await createTestRest(key)
  for (const id of ['hook', 'other']) await createWebhook(rest.registry, admin, { id, name: id, provider: 'github' })
  const eventId = await storeIssue(rest, 'hook')
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await ask(rest.registry, admin, { eventId, question: `Question ${i}` }))
  return { ...rest, ids }
}

function idsOf({ body }: { body: Json }): string[] {
  return body.questions.map(({ question_id }: Json) => question_id)
}
