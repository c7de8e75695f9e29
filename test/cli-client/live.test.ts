import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { answer, untilAsked } from '../sdk/helpers.ts'
import { createCli, linesOf, SLOW_MS, untilPrinted } from './cli.ts'

const TYPES = { 'x-github-event': 'issues', 'user-agent': 'GitHub-Hookshot/test' }
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

it('tail --follow goes on through a restart of the server, and another run where it has stopped', { timeout: SLOW_MS }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-kept-'))
  const port = String(await freePort())
  const start = () => startApp({ env: { DATA_DIR: folder, PORT: port } })
  let app = await start()
  const cli = await createCli(app)
  const webhook = await app.createWebhook({ id: 'followed' })
  await deliver(app, webhook, 1)

  const words = ['events', 'tail', '--follow', '--json', '--cursor-file', 'position']
  const tail = cli.start(words)
  await untilPrinted(tail.out, 'issue 1"')
  await deliver(app, webhook, 2)
  await untilPrinted(tail.out, 'issue 2"')
  await app.close()
  await untilPrinted(tail.said, 'Trying again')
  app = await start()
  await deliver(app, webhook, 3)
  await untilPrinted(tail.out, 'issue 3"')
  expect(tail.said()).toContain('Connected again')
  expect(await tail.stop()).toMatchObject({ exit: 130 })
  await deliver(app, webhook, 4)

  const again = cli.start(words)
  await untilPrinted(again.out, 'issue 4"')
  expect(titlesOf(tail.out())).toEqual(['issue 1', 'issue 2', 'issue 3'])
  expect(titlesOf((await again.stop()).out)).toEqual(['issue 4'])

  await cli.close()
  await app.close()
  rmSync(folder, { recursive: true })
})

it('listen waits for the program that is to get it, keeps order and bytes, and catches up in the next run', {
  timeout: SLOW_MS,
}, async () => {
  const app = await startApp()
  const cli = await createCli(app)
  const webhook = await app.createWebhook({ id: 'listened' })
  const port = await freePort()
  const words = ['listen', '--forward', `http://127.0.0.1:${port}/in`, '--webhook', webhook.id]

  const first = cli.start(words, { env: { HOOKLINE_SIGN_SECRET: SECRET } })
  await untilPrinted(first.said, 'from now on')
  await deliver(app, webhook, 1)
  await untilPrinted(first.said, 'does not answer (ECONNREFUSED)')
  await deliver(app, webhook, 2)
  const sink = await startSink(port)
  await untilPrinted(first.out, /→ 204.*\n.*→ 204/)
  expect(await first.stop()).toMatchObject({ exit: 130 })
  await deliver(app, webhook, 3)

  const second = cli.start(words)
  await untilPrinted(second.said, 'from where the last run has stopped')
  await untilPrinted(second.out, '→ 204')
  await second.stop('SIGTERM')

  expect(sink.got.map(({ body }) => body)).toEqual([bodyOf(1), bodyOf(2), bodyOf(3)])
  expect(sink.got[0]!.headers).toMatchObject({ 'x-github-event': 'issues', 'content-type': 'application/json' })
  expect(() => new StandardWebhook(SECRET).verify(sink.got[0]!.body, sink.got[0]!.headers as Record<string, string>)).not.toThrow()
  expect(sink.got[2]!.headers['webhook-signature']).toBeUndefined()

  const since = cli.start([...words, '--since', '1h', '--json'])
  await expect.poll(() => sink.got.length, { timeout: SLOW_MS }).toBe(6)
  expect(sink.got.slice(3).map(({ body }) => body)).toEqual([bodyOf(1), bodyOf(2), bodyOf(3)])
  expect(linesOf((await since.stop()).out)[0]).toMatchObject({ status: 204, eventType: 'issues.opened' })

  await cli.close()
  sink.server.close()
  await app.close()
})

it('ask waits for the answer, and tells it by its exit code too', { timeout: SLOW_MS }, async () => {
  const app = await startApp()
  const cli = await createCli(app)
  const webhook = await app.createWebhook({
    provider: 'CUSTOM',
    credentials: { replyUrl: 'https://target.example/in', replySecret: SECRET },
    allowUnsigned: true,
  })
  await app.deliver(webhook, { body: '{"type":"order.paid"}', secret: null })
  const [event] = await app.events(webhook.id)

  const choice = cli.start(['ask', event.id, 'Which?', '--choice', 'one', '--choice', 'two', '--wait'])
  await answer(app, await untilAsked(app, event.id), 'two')
  expect(await choice.ended).toMatchObject({ exit: 0, out: 'two\n' })

  const approval = cli.start(['ask', event.id, 'Sure?', '--approval', '--wait'])
  await untilPrinted(approval.said, /is asked/)
  const [, id] = /Question (\S+) is asked/.exec(approval.said())!
  expect(await cli.run(['questions', 'answer', id!, 'reject'])).toMatchObject({ exit: 0 })
  expect(await approval.ended).toMatchObject({ exit: 8, out: 'reject\n' })

  const late = await cli.run(['ask', event.id, 'Anyone?', '--timeout', '1s', '--wait'])
  expect(late).toMatchObject({ exit: 7, out: '', said: expect.stringContaining('question_expired') })
  expect((await cli.run(['questions', 'list', '--json'])).json.items).toHaveLength(3)

  await cli.close()
  await app.close()
})

function bodyOf(number: number): string {
  return `{"action":"opened", "issue":{"number":${number},"title":"issue ${number}","user":{"login":"ada"}}}`
}

async function deliver(app: TestApp, webhook: TestWebhook, number: number): Promise<void> {
  const { status } = await app.deliver(webhook, { body: bodyOf(number), headers: { ...TYPES, 'x-github-delivery': `delivery-${number}` } })
  expect(status).toBe(202)
}

function titlesOf(text: string): string[] {
  return linesOf(text).map(({ event }) => event.subject.title)
}

async function startSink(port: number) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { got, server }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
