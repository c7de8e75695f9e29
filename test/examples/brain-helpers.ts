import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished } from 'vitest'
import { codeBlocks } from '../docs/documents.ts'
import { start } from '../e2e/proposals/helpers.ts'
import type { FakeServer } from '../fakes/fake-server.ts'
import { type Conversation, startLanguageModels, type Turn } from '../fakes/language-models.ts'
import type { Data, TestApp, TestWebhook } from '../helpers/start-app.ts'

/** How long a task may take from its delivery to its end, the start of the brain's process included. */
export const ENDS_WITHIN_MS = 30_000
export const MODEL_KEY = 'sk-key-of-the-vendor-0123456789'

export interface Brain {
  app: TestApp
  agent: { key: string; keyId: string }
  models: FakeServer
  process: ChildProcess
  /** What it has printed so far. */
  said(): string
}

interface Setting {
  play: (conversation: Conversation) => Turn | Promise<Turn>
  env?: Record<string, string>
  /** Default: a server of its own. */
  app?: TestApp
}

/** A server, a scripted model, and the example as a person would start it. */
export async function startBrain({ play, env = {}, app: given }: Setting): Promise<Brain> {
  const app = given ?? (await start())
  const { createApiKey } = await app.graphql(step(1))
  const agent = { key: createApiKey.key as string, keyId: createApiKey.apiKey.id as string }
  const models = await startLanguageModels(play)
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/brain/main.ts'], {
    env: {
      PATH: process.env.PATH,
      HOOKLINE_URL: app.url,
      HOOKLINE_KEY: agent.key,
      MODEL: 'openai/scripted',
      OPENAI_API_KEY: MODEL_KEY,
      OPENAI_BASE_URL: `${models.url}/v1`,
      ANTHROPIC_API_KEY: MODEL_KEY,
      ANTHROPIC_BASE_URL: `${models.url}/v1`,
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    await models.close()
  })
  return { app, agent, models, process: child, said: () => said }
}

/** Lets the key do more at once, as step 2 of the example's README says. */
export async function allow({ app, agent }: Brain): Promise<void> {
  await app.graphql(step(2), { apiKeyId: agent.keyId })
}

/** A webhook at which people post what they want of the brain: step 3 of the example's README. */
export async function requestsWebhook(app: TestApp): Promise<TestWebhook> {
  const { createWebhook } = await app.graphql(step(3))
  return { id: 'requests', provider: 'custom', secret: createWebhook.secret, path: new URL(createWebhook.webhook.url).pathname }
}

function step(number: number): string {
  return codeBlocks('examples/brain/README.md', 'graphql')[number - 1]!
}

/** Posts a text there; answers the task that comes of it, once it has ended. */
export async function ask(app: TestApp, webhook: TestWebhook, text: string): Promise<Data> {
  const { status, json } = await app.deliver(webhook, { body: JSON.stringify({ text }) })
  expect(status).toBe(202)
  const ended = (task: Data) => ['COMPLETED', 'FAILED', 'DEAD'].includes(task?.status)
  await expect.poll(() => taskOf(app, json.event_id), { timeout: ENDS_WITHIN_MS, interval: 50 }).toSatisfy(ended)
  return taskOf(app, json.event_id)
}

export async function taskOf(app: TestApp, eventId: string): Promise<Data> {
  const { event } = await app.graphql('query ($id: ID!) { event(id: $id) { tasks { status attempt claimedBy result error } } }', {
    id: eventId,
  })
  return event.tasks[0]
}

/** A person takes the secret of a webhook over, as the example's README says. */
export async function adopted(app: TestApp, id: string): Promise<TestWebhook> {
  const { rotateWebhookSecret } = await app.graphql(
    'mutation ($id: ID!) { rotateWebhookSecret(id: $id, overlapSeconds: 0) { ... on RotateWebhookSecretPayload { secret } } }',
    { id },
  )
  return { id, provider: 'github', secret: rotateWebhookSecret.secret, path: `/webhooks/github/${id}` }
}
