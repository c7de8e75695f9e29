import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createApp, type Tuning } from '../../src/app.ts'
import type { DatabasePlace } from '../../src/backends/database/beside.ts'
import { readConfig } from '../../src/config.ts'
import type { HubCounts } from '../../src/graphql/live/hub.ts'
import { createLogger } from '../../src/log.ts'
import { makeOwnDatabase } from '../helpers/postgres.ts'
import { type Data, signedHeaders, type TestWebhook } from '../helpers/start-app.ts'

export type { Data }

const ADMIN_KEY = 'hk_test_admin_key_0123456789'
export const EVENTS = 'subscription ($after: FeedCursor) { events(after: $after) { kind cursor event { id eventType status } } }'

/** A whole server on a fresh folder; gone after the test. */
export interface LiveApp {
  url: string
  key: string
  databaseFile: string
  place: DatabasePlace
  log: Data[]
  live(): HubCounts
  graphql(query: string, variables?: object, key?: string): Promise<Data>
  createWebhook(input?: object): Promise<TestWebhook>
  createKey(input: object): Promise<string>
  close(): Promise<void>
}

export async function startLive(tuning: Tuning = {}, env: Record<string, string> = {}): Promise<LiveApp> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-live-'))
  const log: Data[] = []
  const lines = new Writable({ write: (line, _encoding, done) => done(void log.push(JSON.parse(String(line)))) })
  const database = await makeOwnDatabase()
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, ADMIN_API_KEY: ADMIN_KEY, ...database.env, ...env })
  const app = await createApp(config, createLogger('warn', lines), tuning)
  await app.listen()
  const url = app.url()
  let closing: Promise<void> | null = null
  const close = () => (closing ??= app.close())
  onTestFinished(async () => {
    await close()
    await database.remove()
    rmSync(dataDir, { recursive: true })
  })
  return {
    url,
    key: ADMIN_KEY,
    databaseFile: config.databaseFile,
    place: config,
    log,
    live: app.live,
    graphql,
    createWebhook,
    createKey,
    close,
  }

  async function graphql(query: string, variables: object = {}, key = ADMIN_KEY): Promise<Data> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
    const { data, errors }: Data = await answer.json()
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }

  async function createWebhook(input: object = {}): Promise<TestWebhook> {
    const { made }: Data = await graphql(
      'mutation ($input: CreateWebhookInput!) { made: createWebhook(input: $input) { ... on CreateWebhookPayload { secret webhook { id provider endpoint } } ... on Error { message } } }',
      { input: { name: 'Orders', provider: 'STANDARD', ...input } },
    )
    if (!made.webhook) throw new Error(made.message)
    return { id: made.webhook.id, provider: made.webhook.provider.toLowerCase(), secret: made.secret, path: made.webhook.endpoint }
  }

  async function createKey(input: object): Promise<string> {
    const { made }: Data = await graphql(
      'mutation ($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!]) { made: createApiKey(name: $name, role: $role, agent: $agent, webhookIds: $webhookIds) { ... on CreateApiKeyPayload { key } ... on Error { message } } }',
      { name: 'tester', ...input },
    )
    if (!made.key) throw new Error(made.message)
    return made.key
  }
}

/** Delivers many signed bodies through the receiver, some at a time; answers the events' ids. */
export async function deliver(app: LiveApp, webhook: TestWebhook, count: number, more: object = {}): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const ids: string[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const body = JSON.stringify({ type: 'order.created', n: next++, ...more })
      ids.push(await post(app.url + webhook.path, signedHeaders(webhook, { body }), body, agent))
    }
  }
  await Promise.all(Array.from({ length: Math.min(16, count) }, worker))
  agent.destroy()
  return ids
}

async function post(url: string, headers: Record<string, string>, body: string, agent: Agent): Promise<string> {
  const req = request(url, { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent }).end(body)
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of res) text += chunk
  if (res.statusCode !== 202) throw new Error(`A delivery was answered ${res.statusCode}: ${text}`)
  return JSON.parse(text).event_id
}

/** A client of graphql-transport-ws that hides nothing. */
export interface SocketClient {
  socket: WebSocket
  /** What came for each operation's id, in order: payloads of `next`; and the other messages under their type. */
  got: Map<string, Data[]>
  send(message: object): void
  subscribe(id: string, query: string, variables?: object): void
  closed: Promise<{ code: number; reason: string }>
}

export function openRaw(url: string, options: { protocol?: string | null; headers?: Record<string, string> } = {}): SocketClient {
  const { protocol = 'graphql-transport-ws', headers } = options
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol === null ? [] : protocol, { headers })
  const got = new Map<string, Data[]>()
  const note = (key: string, what: Data) => got.set(key, [...(got.get(key) ?? []), what])
  socket.on('error', () => {})
  socket.on('message', (text) => {
    const message = JSON.parse(String(text))
    if (message.type === 'next') got.get(message.id)?.push(message.payload) ?? got.set(message.id, [message.payload])
    else note(message.type, message)
  })
  const send = (message: object) => socket.send(JSON.stringify(message))
  return {
    socket,
    got,
    send,
    subscribe: (id, query, variables = {}) => send({ id, type: 'subscribe', payload: { query, variables } }),
    closed: new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))),
  }
}

/** A client that has been let in. */
export async function openSocket(app: Pick<LiveApp, 'url' | 'key'>, key = app.key): Promise<SocketClient> {
  const client = openRaw(app.url)
  await once(client.socket, 'open')
  client.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })
  await until(() => client.got.has('connection_ack'), 'connection_ack')
  return client
}

export interface SseEvent {
  id: string | undefined
  data: Data
}
export interface SseClient {
  res: IncomingMessage
  got: SseEvent[]
  ended: Promise<void>
  /** As when the network goes. */
  cut(): void
}

export async function openSse(
  app: Pick<LiveApp, 'url' | 'key'>,
  query: string,
  { variables = {}, lastEventId, key = app.key }: { variables?: object; lastEventId?: string | null; key?: string } = {},
): Promise<SseClient> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'text/event-stream' }
  const req = request(`${app.url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { ...headers, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
  })
  req.on('error', () => {})
  req.end(JSON.stringify({ query, variables }))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  const got: SseEvent[] = []
  let text = ''
  let cut = false
  res.setEncoding('utf8').on('error', () => {})
  res.on('data', (chunk) => {
    if (cut) return
    const parts = (text + chunk).split('\n\n')
    text = parts.pop()!
    for (const part of parts)
      if (/^data: /m.test(part)) got.push({ id: /^id: (.*)$/m.exec(part)?.[1], data: JSON.parse(/^data: (.*)$/m.exec(part)![1]!) })
  })
  return {
    res,
    got,
    ended: new Promise((resolve) => res.on('close', () => resolve())),
    cut: () => {
      cut = true
      req.destroy()
    },
  }
}

/** Waits until it holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, withinMs = 10_000): Promise<void> {
  const endMs = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`It did not come to this within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The position in the feed that a cursor stands for. */
export function seqOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64url').toString().slice('f1.'.length))
}
