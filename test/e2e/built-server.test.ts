import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DIST, startBuilt } from '../helpers/built-server.ts'
import { newDataDir } from './talk-back/helpers.ts'

const KEY = 'hk_test_admin_key_0123456789'

describe('what npm run build makes', () => {
  it('starts as one server, and tells who listens of what it has received', { timeout: 60_000 }, async () => {
    const server = startBuilt({ DATA_DIR: newDataDir(), ADMIN_API_KEY: KEY })
    onTestFinished(async () => {
      server.process.kill('SIGKILL')
      await once(server.process, 'exit')
    })
    await expect.poll(() => server.listening().length, { timeout: 30_000 }).toBe(1)
    const [{ url }] = server.listening()
    const { made } = await ask(
      url,
      'mutation { made: createWebhook(input: { name: "Orders", provider: CUSTOM, allowUnsigned: true }) { ... on CreateWebhookPayload { webhook { endpoint } } } }',
    )
    const query = 'subscription { events { kind event { id } } }'
    const stream = await fetch(`${url}/graphql`, { method: 'POST', headers: headers('text/event-stream'), body: JSON.stringify({ query }) })
    let heard = ''
    void (async () => {
      for await (const chunk of stream.body!) heard += Buffer.from(chunk).toString()
    })().catch(() => {})
    await expect.poll(() => heard).toContain('CONNECTED')

    const answer = await fetch(url + made.webhook.endpoint, { method: 'POST', headers: headers('*/*'), body: '{"type":"order.paid"}' })

    expect(answer.status).toBe(202)
    const { event_id: id } = (await answer.json()) as { event_id: string }
    await expect.poll(() => heard).toContain(id)
    expect(server.listening()).toHaveLength(1)
  })

  it('is not ended by a client that resets its upgrade while the API is loaded', { timeout: 60_000 }, async () => {
    const server = startBuilt({ DATA_DIR: newDataDir(), ADMIN_API_KEY: KEY })
    const exited = once(server.process, 'exit')
    await expect.poll(() => server.listening().length, { timeout: 30_000, interval: 5 }).toBe(1)
    const { port } = new URL(server.listening()[0]!.url)
    const socket = connect({ port: Number(port), host: '127.0.0.1' })
    await once(socket, 'connect')
    socket.write(`GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    await sleep(5)
    socket.resetAndDestroy()

    const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
    server.process.kill('SIGTERM')

    expect(answer.status).toBe(200)
    expect(await exited).toEqual([0, null])
  })

  it('holds what V8 has compiled, as this Node takes it', () => {
    const [script, server, cache] = ['compiled-script.js', 'server.cjs', 'cache'].map((name) => path.join(DIST, name))
    const program = `
      import { runScript } from ${JSON.stringify(pathToFileURL(script!).href)}
      process.argv = ['node', 'server', '--version']
      const scripts = runScript(${JSON.stringify(server)}, ${JSON.stringify(cache)})
      console.log([...scripts.values()].every(({ cachedDataRejected }) => cachedDataRejected === false))`

    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 10_000 })

    expect(said).toMatch(/^\d+\.\d+\.\d+\ntrue\n$/)
  })
})

const headers = (accept: string) => ({ authorization: `Bearer ${KEY}`, 'content-type': 'application/json', accept })

async function ask(url: string, query: string) {
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: headers('application/json'), body: JSON.stringify({ query }) })
  // biome-ignore lint/suspicious/noExplicitAny: the test names the fields that it has asked for
  return ((await answer.json()) as { data: any }).data
}
