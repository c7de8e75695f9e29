import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { providers } from '../../src/providers/index.ts'
import { keptDeliveries } from '../helpers/refused.ts'
import { type Answer, type Data, signedHeaders, type TestApp, type TestDelivery, type TestWebhook } from '../helpers/start-app.ts'
import { pause } from '../helpers/wait.ts'

/** A correct delivery of a GitHub webhook, with a delivery id of its own. */
export function goodDelivery(): TestDelivery {
  return providers.github.sample('issues.opened')!
}

/** A GitHub delivery of these bytes, under an event name. */
export function github(body: string | Buffer, headers: Record<string, string> = {}): TestDelivery {
  return { body, headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID(), ...headers } }
}

export interface Refusal {
  status: number
  code: string
  /** How many log lines of warnings and errors belong to it; default 1. */
  lines?: number
}

/**
 * What holds for everything that is refused: its answer has a stable code and tells no secret, nothing is stored, one line
 * is logged, and the next good delivery is taken.
 */
export async function expectRefused(app: TestApp, webhook: TestWebhook, send: () => Promise<Answer>, { status, code, lines = 1 }: Refusal) {
  const before = { lines: troubles(app).length, events: (await app.events(webhook.id, 'id')).length }

  const answer = await send()

  expect({ status: answer.status, json: answer.json }).toEqual({ status, json: { error: { code, message: expect.any(String) } } })
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|src\//)
  const logged = troubles(app).slice(before.lines)
  expect(logged.filter((line) => line.code === code)).toHaveLength(lines)
  expect(logged).toHaveLength(lines)
  if (webhook.secret !== null) expect(answer.text + JSON.stringify(app.log)).not.toContain(webhook.secret)
  expect(await app.events(webhook.id, 'id')).toHaveLength(before.events)
  return answer
}

export async function expectStillGood(app: TestApp, webhook: TestWebhook): Promise<void> {
  expect(await app.deliver(webhook, goodDelivery())).toMatchObject({ status: 202 })
}

/** What was kept of the refused deliveries that `send` makes. Twenty a second are kept at most, so it begins a new one. */
export async function keptRefusals(app: TestApp, { id }: TestWebhook, send: () => Promise<unknown>): Promise<Data[]> {
  await pause(1000)
  await send()
  return keptDeliveries(app, { webhookId: id })
}

function troubles({ log }: TestApp): Data[] {
  return log.filter(({ level }) => level !== 'info')
}

/** The head of a signed delivery as it goes over the wire; `more` are lines that are added as they stand. */
export function rawHead(webhook: TestWebhook, delivery: TestDelivery, more: readonly string[] = [], drop: readonly string[] = []): string {
  const headers = { ...signedHeaders(webhook, delivery), 'content-length': String(Buffer.byteLength(delivery.body)) }
  const lines = Object.entries(headers).flatMap(([name, value]) => (drop.includes(name) ? [] : [`${name}: ${value}`]))
  return [`POST ${webhook.path} HTTP/1.1`, 'Host: localhost', ...lines, ...more, '', ''].join('\r\n')
}

/** Sends bytes as they are over a socket of their own and reads until the server closes, or `answers` have come. */
export async function sendRaw(app: TestApp, parts: readonly (string | Buffer)[], { from }: { from?: string } = {}): Promise<Answer> {
  const [answer] = await sendRawAll(app, parts, { from })
  if (!answer) throw new Error('The server closed without an answer')
  return answer
}

export async function sendRawAll(
  app: TestApp,
  parts: readonly (string | Buffer)[],
  { answers = 1, from }: { answers?: number; from?: string } = {},
): Promise<Answer[]> {
  const socket = await openSocket(app, from)
  for (const part of parts) socket.write(part)
  const read = await readAnswers(socket, answers)
  socket.destroy()
  return read
}

/** `from`: the address to connect from; all of 127.0.0.0/8 is this machine. */
export async function openSocket(app: TestApp, from?: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1', localAddress: from })
  await once(socket, 'connect')
  return socket
}

/** Reads that many answers; fewer where the server closes before. */
export function readAnswers(socket: Socket, wanted = 1): Promise<Answer[]> {
  return new Promise((resolve) => {
    let text = ''
    const done = () => resolve(parseAnswers(text))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (parseAnswers(text).length >= wanted) done()
    })
    socket.on('close', done)
    // A reset after the answer: what came before it counts.
    socket.on('error', () => {})
  })
}

function parseAnswers(text: string): Answer[] {
  const answers: Answer[] = []
  for (let rest = text; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) break
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n')
    const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/s, 2) as [string, string]))
    const length = Number(headers.get('content-length') ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    if (body.length < length) break
    answers.push({ status: Number(first.split(' ')[1]), headers, text: body, json: body.startsWith('{') ? JSON.parse(body) : undefined })
    rest = rest.slice(end + 4 + length)
  }
  return answers
}
