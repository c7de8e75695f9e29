import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import {
  AnswerQuestionDocument,
  AskDocument,
  ClaimTaskDocument,
  type Client,
  CommentDocument,
  CompleteTaskDocument,
  CreateWebhookDocument,
  createClient,
  EventStreamDocument,
  EventsDocument,
  FailTaskDocument,
  HeartbeatTaskDocument,
  HooklineError,
  PreviewStreamDocument,
  QuestionStreamDocument,
  ReplayEventsDocument,
  RespondDocument,
  SendTestEventDocument,
  TaskStreamDocument,
  type TaskStreamSubscription,
} from '../../client/sdk/index.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { openLine } from './helpers.ts'

let app: TestApp
let client: Client
beforeAll(async () => {
  app = await startApp()
  client = createClient(app)
}, 60_000)
afterAll(() => app.close())

const planning = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: 'Look into {{issue.title}}' } as const

describe('request', () => {
  it('answers what the operation selects, typed', async () => {
    const { createWebhook } = await client.request(CreateWebhookDocument, { input: { name: 'Issues', provider: 'GITHUB' } })

    expectTypeOf(createWebhook.webhook.url).toEqualTypeOf<string>()
    expect(createWebhook.webhook.url).toMatch(/^http:.*\/webhooks\/github\/github-[a-z0-9]{8}$/)
    expect(createWebhook.secret).toHaveLength(64)
  })

  it('throws a failure of the result with its code', async () => {
    await client.request(CreateWebhookDocument, { input: { id: 'taken', name: 'First', provider: 'GITHUB' } })

    const second = client.request(CreateWebhookDocument, { input: { id: 'taken', name: 'Second', provider: 'GITHUB' } })

    await expect(second).rejects.toMatchObject({ name: 'ConflictError', code: 'conflict' })
  })

  it('says where an input is wrong', async () => {
    const wrong = client.request(CreateWebhookDocument, {
      input: { name: 'Wrong', provider: 'GITHUB', commands: [{ ...planning, template: '{{issue' }] },
    })

    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: ['commands', '0', 'template'] }] })
  })

  it('replays the events of a filter', async () => {
    const { id } = await app.createWebhook()
    await client.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })

    const { replayEvents } = await client.request(ReplayEventsDocument, { where: { webhookIds: [id] } })

    expect(replayEvents.count).toBe(1)
    await expect(client.request(ReplayEventsDocument, { where: {} })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('throws an error of the operation with its code', async () => {
    const tooMany = client.request(EventsDocument, { first: 101 })

    await expect(tooMany).rejects.toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: ['first'] }] })
  })

  it('throws what the server says to a wrong key', async () => {
    const stranger = createClient({ url: app.url, key: 'hk_unknown' })

    await expect(stranger.request(EventsDocument, {})).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('carries a task from the test event to its end', async () => {
    const { createWebhook } = await client.request(CreateWebhookDocument, {
      input: { name: 'Tasks', provider: 'GITHUB', commands: [planning] },
    })
    const sent = await client.request(SendTestEventDocument, { webhookId: createWebhook.webhook.id, eventType: 'issues.opened' })

    const { claimTask } = await client.request(ClaimTaskDocument, { agent: 'planning', waitSeconds: 5 })
    const held = { id: claimTask.task!.id, leaseToken: claimTask.leaseToken! }
    await client.request(HeartbeatTaskDocument, { ...held, progress: 'reading' })
    const { completeTask } = await client.request(CompleteTaskDocument, { ...held, result: { done: true } })

    expect(claimTask.task?.event?.id).toBe(sent.sendTestEvent.event.id)
    expect(completeTask.task).toMatchObject({ status: 'COMPLETED', progress: 'reading' })
    await expect(client.request(FailTaskDocument, { ...held, error: 'too late' })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('subscribe', () => {
  it('begins with CONNECTED and yields what happens', async () => {
    const { id } = await app.createWebhook()
    const stream = client.subscribe(EventStreamDocument, { where: { webhookIds: [id] } })
    const connected = await stream.next()

    await client.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })
    const happened = await stream.next()

    expect(connected.value?.events).toMatchObject({ kind: 'CONNECTED', event: null })
    expect(happened.value?.events).toMatchObject({ kind: 'EVENT_RECEIVED', event: { eventType: 'issues.opened' } })
    await stream.return()
  })

  it('goes on behind the last message when the connection is cut, with nothing missed or repeated', async () => {
    const { id } = await app.createWebhook({ commands: [{ ...planning, agent: 'cut' }] })
    const line = await openLine(app.url)
    const stream = createClient({ ...app, url: line.url }).subscribe(TaskStreamDocument, { agent: 'cut' })
    const seen: TaskStreamSubscription['tasks'][] = []

    for (let round = 0; round < 3; round++) {
      await takeUntil(stream, seen, 'CONNECTED')
      await client.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })
      await takeUntil(stream, seen, 'TASK_QUEUED')
      line.cut()
      await client.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })
      await takeUntil(stream, seen, 'TASK_QUEUED')
      line.cut()
    }

    const queued = seen.filter(({ kind }) => kind === 'TASK_QUEUED').map(({ task }) => task?.id)
    expect(queued).toHaveLength(6)
    expect(new Set(queued).size).toBe(6)
    await stream.return()
    await line.close()
  })

  it('tells of the answer to a question that was asked about an event', async () => {
    const { id } = await app.createWebhook()
    const { sendTestEvent } = await client.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })
    const eventId = sendTestEvent.event.id
    const stream = client.subscribe(QuestionStreamDocument, {})
    await stream.next()

    const { ask } = await client.request(AskDocument, { input: { eventId, question: 'Shall I?', kind: 'APPROVAL' } })
    const asked = await stream.next()
    await client.request(AnswerQuestionDocument, { id: ask.question.id, answer: 'lgtm' })
    const answered = await stream.next()
    const { comment } = await client.request(CommentDocument, { eventId, message: 'I do' })
    const { respond } = await client.request(RespondDocument, { eventId, response: 'Done' })

    expect(asked.value?.questions).toMatchObject({ kind: 'QUESTION_ASKED', question: { id: ask.question.id, kind: 'APPROVAL' } })
    expect(answered.value?.questions).toMatchObject({ kind: 'QUESTION_ANSWERED', question: { answer: 'approve', answeredVia: 'api' } })
    expect([comment.action.kind, respond.action.kind]).toEqual(['COMMENT', 'RESPOND'])
    await stream.return()
  })

  it('resumes behind a cursor that was kept', async () => {
    const { id } = await app.createWebhook()
    const first = client.subscribe(EventStreamDocument, { where: { webhookIds: [id] } })
    const { value } = await first.next()
    await first.return()
    await client.request(SendTestEventDocument, { webhookId: id, eventType: 'issues.opened' })

    const second = client.subscribe(EventStreamDocument, { where: { webhookIds: [id] } }, { after: value!.events.cursor })
    await second.next()
    const missed = await second.next()

    expect(missed.value?.events.event?.eventType).toBe('issues.opened')
    await second.return()
  })

  it('ends by itself where the server says that it is complete: a back-test', async () => {
    const { id: webhookId } = await app.createWebhook()
    for (let n = 0; n < 3; n++) await client.request(SendTestEventDocument, { webhookId, eventType: 'issues.opened' })
    const retries: unknown[] = []

    const stream = client.subscribe(
      PreviewStreamDocument,
      { webhookId, command: planning, last: 2 },
      { onRetry: (error) => retries.push(error) },
    )
    const messages = []
    for await (const { previewCommand } of stream) messages.push(previewCommand)

    expect(messages.map(({ tried, of, matched, done }) => [tried, of, matched, done])).toEqual([
      [0, 2, 0, false],
      [2, 2, 2, true],
    ])
    expect(retries).toEqual([])
  })

  it('ends when its signal does', async () => {
    const stop = new AbortController()
    const stream = client.subscribe(EventStreamDocument, {}, { signal: stop.signal })
    await stream.next()

    stop.abort()

    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('throws when the server refuses it', async () => {
    const stream = client.subscribe(EventStreamDocument, {}, { after: 'not-a-cursor' })

    await expect(stream.next()).rejects.toThrow(HooklineError)
  })

  it('throws when the key is wrong', async () => {
    const stream = createClient({ url: app.url, key: 'hk_unknown' }).subscribe(EventStreamDocument, {})

    await expect(stream.next()).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

type Tasks = AsyncGenerator<TaskStreamSubscription, void>

async function takeUntil(stream: Tasks, seen: TaskStreamSubscription['tasks'][], kind: string): Promise<void> {
  for (;;) {
    const { value } = await stream.next()
    if (!value) throw new Error('The stream ended')
    seen.push(value.tasks)
    if (value.tasks.kind === kind) return
  }
}
