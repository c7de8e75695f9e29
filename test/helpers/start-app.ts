import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { createApp, type Tuning } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import type { ProviderName } from '../../src/model/webhook.ts'
import { providers } from '../../src/providers/index.ts'
import { type Scheme, sign } from '../../src/providers/signature.ts'
import { makeOwnDatabase } from './postgres.ts'

/** What came back, for a test to look into. */
// biome-ignore lint/suspicious/noExplicitAny: a test names the fields that it has asked for
export type Data = any

/** A whole server that listens on a free port, on a fresh folder. */
export interface TestApp {
  url: string
  /** The admin key. */
  key: string
  dataDir: string
  /** What was logged so far, parsed. */
  log: Data[]
  /** The subscriptions that are open. */
  live(): { subscribers: number }
  /** What the start prints: signs one browser in, once. */
  makeSignInLink(): Promise<string>
  /** Answers the data; fails on an error of the operation. */
  graphql(query: string, variables?: Record<string, unknown>): Promise<Data>
  /** Calls REST with the admin key. */
  rest(method: string, path: string, body?: unknown): Promise<{ status: number; body: Data }>
  /** By the contract's input; name and provider (GITHUB) may be left out. */
  createWebhook(input?: Record<string, unknown>): Promise<TestWebhook>
  deliver(webhook: TestWebhook, delivery: TestDelivery): Promise<Answer>
  /** All events of a webhook, oldest first, with the fields that are asked for. */
  events(webhookId: string, fields?: string): Promise<Data[]>
  close(): Promise<void>
}

export interface TestWebhook {
  id: string
  provider: ProviderName
  /** Null: there is none yet. */
  secret: string | null
  /** Where deliveries go, without the host. */
  path: string
  scheme?: Scheme
}

/** What `provider.sample()` makes is one. */
export interface TestDelivery {
  body: string | Buffer
  /** Default: `content-type: application/json`. These win over the signature's own. */
  headers?: Record<string, string>
  /** Default: the webhook's; null: unsigned. */
  secret?: string | null
  /** When it is signed. */
  nowMs?: number
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The text, parsed; undefined where it is not JSON. */
  json: Data
}

const EVENT = `id eventType deliveryId status statusReason rawBody subject { title body actor actorTrust thread url } responseSent
  decisions { matched trace { path expected actual held } } actions { kind status text } tasks { id agent prompt status }`
const KEY = 'hk_test_admin_key_0123456789'

/** `env` is laid over a fresh folder, a free port and a preset admin key. A `DATA_DIR` that is given is not removed. */
export async function startApp({ env = {}, tuning }: { env?: Record<string, string>; tuning?: Tuning } = {}): Promise<TestApp> {
  const dataDir = env.DATA_DIR ?? mkdtempSync(path.join(tmpdir(), 'hookline-app-'))
  const log: Data[] = []
  const lines = new Writable({ write: (line, _encoding, done) => done(void log.push(JSON.parse(String(line)))) })
  const database = env.DATA_DIR === undefined ? await makeOwnDatabase() : undefined
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, ADMIN_API_KEY: KEY, ...database?.env, ...env })
  const app = await createApp(config, createLogger('info', lines), tuning)
  await app.listen()
  const url = app.url()
  const withKey = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  return {
    url,
    key: KEY,
    dataDir,
    log,
    live: app.live,
    makeSignInLink: app.makeSignInLink,
    graphql,
    rest,
    createWebhook,
    deliver,
    events,
    close,
  }

  async function graphql(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { status, json, text } = await request(`${url}/graphql`, {
      method: 'POST',
      headers: withKey,
      body: JSON.stringify({ query, variables }),
    })
    if (status !== 200 || json?.errors) throw new Error(`GraphQL answered ${status}: ${text}`)
    return json.data
  }

  async function rest(method: string, to: string, body?: unknown): Promise<{ status: number; body: Data }> {
    const { status, json } = await request(url + to, {
      method,
      headers: withKey,
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status, body: json }
  }

  async function createWebhook(input: Record<string, unknown> = {}): Promise<TestWebhook> {
    const { createWebhook: made } = await graphql(
      'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { ... on CreateWebhookPayload { secret webhook { id provider endpoint } } ... on Error { code message } } }',
      { input: { name: 'A webhook', provider: 'GITHUB', ...input } },
    )
    if (!made.webhook) throw new Error(`No webhook was made: ${made.message}`)
    const { id, provider, endpoint } = made.webhook
    return { id, provider: provider.toLowerCase(), secret: made.secret, path: endpoint, scheme: input.scheme as Scheme | undefined }
  }

  function deliver(webhook: TestWebhook, delivery: TestDelivery): Promise<Answer> {
    return request(url + webhook.path, { method: 'POST', headers: signedHeaders(webhook, delivery), body: Buffer.from(delivery.body) })
  }

  async function events(webhookId: string, fields = EVENT): Promise<Data[]> {
    const query = `query ($where: EventFilter, $before: String) { events(where: $where, last: 100, before: $before) {
      nodes: edges { node { ${fields} } } pageInfo { hasPreviousPage startCursor } } }`
    const found: Data[] = []
    for (let before: string | null = null, more = true; more; ) {
      const { events: page }: Data = await graphql(query, { where: { webhookIds: [webhookId] }, before })
      found.push(...page.nodes.map(({ node }: Data) => node).reverse())
      before = page.pageInfo.startCursor
      more = page.pageInfo.hasPreviousPage
    }
    return found
  }

  async function close(): Promise<void> {
    await app.close()
    await database?.remove()
    if (env.DATA_DIR === undefined) rmSync(dataDir, { recursive: true })
  }
}

/** The headers of a delivery, signed as the provider signs, over exactly these bytes. */
export function signedHeaders({ provider, secret: own, scheme }: TestWebhook, delivery: TestDelivery): Record<string, string> {
  const { body, headers = {}, secret = own, nowMs = Date.now() } = delivery
  const used = scheme ?? providers[provider].schemes[0]!
  const id = headers[used.idHeader ?? ''] ?? crypto.randomUUID()
  const signature = secret === null ? {} : sign({ scheme: used, secretValue: secret, body, id, nowMs })
  return { 'content-type': 'application/json', ...signature, ...headers }
}

async function request(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parsed(text) }
}

function parsed(text: string): Data {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
