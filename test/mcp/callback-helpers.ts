import type { Client } from '@modelcontextprotocol/client'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { rows } from '../e2e/talk-back/helpers.ts'
import { type Sink, startSink } from '../helpers/outside.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { connect } from './clients.ts'

const Anything = z.looseObject({})
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const OTHER_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`

interface Answer {
  status: number
}

export async function start({ dataDir }: { dataDir?: string } = {}): Promise<TestApp> {
  const app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1', ...(dataDir && { DATA_DIR: dataDir }) } })
  onTestFinished(() => app.close())
  return app
}

/** A server with one webhook, a client of it, and a receiver that says challenges again and answers the rest by `answer.status`. */
export async function setUp(options: { dataDir?: string } = {}) {
  const answer: Answer = { status: 200 }
  const receiver = await startSink((req, res) => {
    if (req.url === '/else') res.end(JSON.stringify({ challenge: 'something else' }))
    else if (req.url === '/refuses') res.writeHead(403).end()
    else if (String(req.headers['webhook-id']).startsWith('msg_verification')) echo(receiver, res)
    else res.writeHead(answer.status).end()
  })
  const app = await start(options)
  const webhook = await app.createWebhook({ id: 'orders', provider: 'STANDARD' })
  const delivery = { mode: 'webhook', url: `http://127.0.0.1:${receiver.port}/in`, secret: SECRET }
  return { app, webhook, receiver, client: await connected(app), delivery, answer }
}

/** Says the challenge of the last request again. */
export function echo(sink: Sink, res: { end(text: string): unknown }): void {
  res.end(JSON.stringify({ challenge: JSON.parse(sink.requests.at(-1)!.body).challenge }))
}

export async function connected(app: TestApp, key = app.key, query = ''): Promise<Client> {
  const client = await connect(app, { key, query })
  onTestFinished(() => client.close())
  return client
}

export async function ask(client: Client, method: string, params: object): Promise<Data> {
  return client.request({ method, params } as never, Anything as never)
}

export async function deliver(app: TestApp, webhook: TestWebhook): Promise<string> {
  const { json } = await app.deliver(webhook, { body: '{"type":"order.created","data":{"id":"1"}}' })
  return json.event_id
}

export const messages = (sink: Sink): Data[] => sink.requests.map(({ body }) => JSON.parse(body))
export const told = (sink: Sink) => messages(sink).filter(({ eventId }) => eventId)
export const challenges = (sink: Sink) => messages(sink).filter(({ type }) => type === 'verification').length
export const verbs = ({ dataDir }: TestApp) => rows(dataDir, 'SELECT verb FROM audit_log').map(({ verb }) => verb)
