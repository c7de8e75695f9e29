import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect } from 'vitest'
import {
  AnswerQuestionDocument,
  CreateApiKeyDocument,
  createHookline,
  type Hookline,
  SendTestEventDocument,
  TaskDocument,
  type TaskQuery,
} from '../../client/sdk/index.ts'
import type { TestApp } from '../helpers/start-app.ts'

/** An agent with a webhook whose events become its tasks. */
export interface TestAgent {
  name: string
  /** A key of the agent. */
  key: string
  /** By that key. */
  hookline: Hookline
  /** Queues a task; answers its id and its event's. */
  queue(): Promise<{ id: string; eventId: string }>
}

export async function createAgent(app: TestApp, name: string): Promise<TestAgent> {
  const admin = createHookline(app)
  const command = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: name, template: 'Look into {{issue.title}}' }
  const { id: webhookId } = await app.createWebhook({ commands: [command] })
  const key = await createAgentKey(app, name, `${name} on build-7`)
  return { name, key, hookline: createHookline({ url: app.url, key }), queue }

  async function queue() {
    const { sendTestEvent } = await admin.request(SendTestEventDocument, { webhookId, eventType: 'issues.opened' })
    return { id: sendTestEvent.event.tasks[0]!.id, eventId: sendTestEvent.event.id }
  }
}

export async function createAgentKey(app: TestApp, agent: string, name: string): Promise<string> {
  const { createApiKey } = await createHookline(app).request(CreateApiKeyDocument, { name, role: 'AGENT', agent })
  return createApiKey.key
}

export async function readTask(app: TestApp, id: string): Promise<NonNullable<TaskQuery['task']>> {
  return (await createHookline(app).request(TaskDocument, { id })).task!
}

/** Waits until a task is as is expected. */
export function untilTask(app: TestApp, id: string, expected: object): Promise<void> {
  return expect.poll(() => readTask(app, id), { timeout: 30_000 }).toMatchObject(expected)
}

/** Waits for the one question about an event, and answers its id. */
export async function untilAsked(app: TestApp, eventId: string): Promise<string> {
  await expect.poll(async () => (await questionsOf(app, eventId)).length, { timeout: 30_000 }).toBe(1)
  return (await questionsOf(app, eventId))[0]!.id
}

export async function questionsOf(app: TestApp, eventId: string): Promise<{ id: string; status: string; question: string }[]> {
  const { event } = await app.graphql('query ($id: ID!) { event(id: $id) { questions { id status question } } }', { id: eventId })
  return event.questions
}

/** As a person with the admin's key. */
export async function answer(app: TestApp, id: string, words: string): Promise<void> {
  await createHookline(app).request(AnswerQuestionDocument, { id, answer: words })
}

/** A line to the server that can be cut. */
export async function openLine(url: string) {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, close }

  function cut(): void {
    for (const socket of sockets) socket.destroy()
  }

  async function close(): Promise<void> {
    cut()
    await new Promise((resolve) => server.close(resolve))
  }
}
