import { type ExecutionResult, graphql } from 'graphql'
import { onTestFinished } from 'vitest'
import type { NewEvent } from '../../src/backends/database/database.ts'
import { startFeed } from '../../src/backends/feed/feed.ts'
import { createContext, type Services } from '../../src/graphql/context.ts'
import { maskResult } from '../../src/graphql/errors.ts'
import { createPreviewPlaces } from '../../src/graphql/preview-places.ts'
import { schema } from '../../src/graphql/schema.ts'
import { newId } from '../../src/model/id.ts'
import type { Viewer } from '../../src/model/viewer.ts'
import { createLatencies } from '../../src/receive/latencies.ts'
import { admin, createTestRegistry, type TestRegistry } from '../helpers/registry.ts'

export interface TestApi {
  registry: TestRegistry
  services: Services
  /** Runs an operation and answers its data; fails on an error. */
  ask(document: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Data>
  /** Runs an operation that fails; answers its first error's message and extensions. */
  fail(document: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Data>
  run(document: string, variables?: Record<string, unknown>, viewer?: Viewer, signal?: AbortSignal): Promise<ExecutionResult>
}

/** What came back, for a test to look into. */
// biome-ignore lint/suspicious/noExplicitAny: a test names the fields that it has asked for
export type Data = any

/** The schema on a fresh database, without a server around it. */
export async function createTestApi(): Promise<TestApi> {
  const registry = await createTestRegistry()
  registry.pass(Math.max(Date.now(), timeOfIds()) - registry.now())
  const feed = await startFeed(registry.db, registry.log)
  onTestFinished(() => feed.close())
  const store = async (webhookId: string) => ({ eventId: await storeEvent(registry, { webhookId }) })
  const services: Services = {
    registry,
    feed,
    receive: {
      replayEvents: () => Promise.reject(new Error('test/e2e/replays.test.ts has it, with the real thing')),
      sendTestEvent: store,
      replayEvent: async (eventId) => store((await registry.db.prisma.webhookEvent.findUniqueOrThrow({ where: { eventId } })).webhookId),
    },
    previews: createPreviewPlaces(),
    latencies: createLatencies(),
    about: { version: '1.2.3', backends: { database: 'sqlite' } },
  }
  return { registry, services, ask, fail, run }

  async function run(
    source: string,
    variableValues = {},
    viewer: Viewer = admin,
    signal = new AbortController().signal,
  ): Promise<ExecutionResult> {
    const contextValue = createContext(services, viewer, signal)
    return maskResult(await graphql({ schema, source, variableValues, contextValue }), registry.log)
  }

  async function ask(document: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Data> {
    const { data, errors } = await run(document, variables, viewer)
    if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '))
    return data
  }

  async function fail(document: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Data> {
    const { errors } = await run(document, variables, viewer)
    return { message: errors?.[0]?.message, ...errors?.[0]?.extensions }
  }
}

/** Ids carry the time and never run backwards, and another test of this process may have let its clock run ahead. */
function timeOfIds(): number {
  const timePart = newId('event').slice('evt_'.length, 'evt_'.length + 10)
  return [...timePart].reduce((ms, letter) => ms * 32 + '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(letter), 0)
}

/** Makes a webhook with one command for issues and answers their ids. */
export async function makeWebhook(
  { ask }: TestApi,
  id: string,
  more: Record<string, unknown> = {},
): Promise<{ id: string; commandId: string }> {
  const input = {
    id,
    name: `The ${id}`,
    provider: 'GITHUB',
    commands: [{ trigger: 'issues', action: 'CREATE_TASK', agent: 'planner' }],
    ...more,
  }
  const { createWebhook } = await ask(
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { ... on CreateWebhookPayload { webhook { id commands { id } } } ... on Error { message } } }',
    { input },
  )
  return { id: createWebhook.webhook.id, commandId: createWebhook.webhook.commands[0]?.id }
}

type TestEvent = Partial<NewEvent> & { webhookId: string; payloadText?: string }

/** Stores an event as a delivery would, a millisecond after the one before it; answers its id. */
export async function storeEvent(
  registry: TestRegistry,
  { payloadText = '{"action":"opened","issue":{"title":"A bug","number":7}}', ...event }: TestEvent,
): Promise<string> {
  registry.pass(1)
  const atMs = registry.now()
  const id = newId('event', atMs)
  await registry.db.record({
    id,
    provider: 'github',
    eventType: 'issues.opened',
    deliveryId: id,
    status: 'PROCESSED',
    statusReason: null,
    payload: Buffer.from(payloadText),
    rawBody: null,
    headersJson: '{"x-github-event":"issues"}',
    subjectJson: '{"title":"A bug","body":null,"actor":"ada","actorTrust":"MEMBER","thread":"octo/app#7","url":null}',
    verificationJson: '{"scheme":"github"}',
    decisionsJson: '[]',
    matchedCommand: null,
    matched: 0,
    responseSent: false,
    replayOf: null,
    receivedAtMs: atMs,
    processedAtMs: atMs,
    signatureHash: null,
    replaySinceMs: atMs,
    actions: [],
    tasks: [],
    ...event,
  })
  return id
}
