import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { newStandardSecret } from '../../../src/providers/scheme.ts'
import { type RecordedRequest, startFakeServer } from '../../fakes/fake-server.ts'
import { type Sink, startSink } from '../../helpers/outside.ts'
import { type Data, startApp } from '../../helpers/start-app.ts'
import { newDataDir, settled, start, using } from './helpers.ts'

const SECRET = newStandardSecret()

const at = ({ port }: Sink) => `http://127.0.0.1:${port}/hooks`
const forwardTo = (target: string) => [{ trigger: '*', action: 'FORWARD', target }]

/** Every way to write this machine, and what only machines near it reach. */
const FORMS = `127.0.0.1 127.1 127.0.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0 0.0.0.0 127.127.127.127 ①②⑦.⓪.⓪.① 127。0。0。1
  localhost localhost. LOCALHOST a.localhost 10.0.0.1 100.64.0.1 169.254.169.254 0xA9FEA9FE 172.16.0.1 192.168.1.1 198.18.0.1 [::] [::1]
  [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [fd00:ec2::254] [fe80::1]`.split(
  /\s+/,
)

describe('an address that is not the internet’s', () => {
  /** What answers on the sink's port, by whatever name, is the sink. */
  async function nowhere() {
    const sink = await startSink()
    const app = await start({ EGRESS_ALLOW: '' })
    // The machine's own name: it resolves to an address of this machine.
    return { app, sink, urls: [...FORMS, hostname()].flatMap((host) => [`https://${host}:${sink.port}/`, `http://${host}:${sink.port}/`]) }
  }

  it('is taken neither for a target nor for an API, in none of its forms, and nobody is called', async () => {
    const { app, sink, urls } = await nowhere()
    const codes = new Set<string>()

    for (const url of urls) {
      const inputs = [
        { provider: 'custom', commands: [{ trigger: '*', action: 'forward', target: url }] },
        { provider: 'github', credentials: { token: 'ghp_good', baseUrl: url } },
        { provider: 'custom', credentials: { replyUrl: url, replySecret: SECRET } },
      ]
      for (const input of inputs) {
        const { status, body } = await app.rest('POST', '/api/webhooks', { name: 'Inside', ...input })
        codes.add(`${status} ${body.error?.code}`)
      }
    }

    expect(FORMS.length).toBeGreaterThanOrEqual(33)
    expect([...codes]).toEqual(['400 invalid_input'])
    expect(sink.connections()).toBe(0)
  })

  it('is not called either where it was taken while EGRESS_ALLOW named it', async () => {
    const sink = await startSink()
    const DATA_DIR = newDataDir()
    const before = await startApp({ env: { DATA_DIR, EGRESS_ALLOW: '127.0.0.1' } })
    const webhook = await before.createWebhook({ provider: 'CUSTOM', commands: forwardTo(at(sink)) })
    await before.close()
    const app = await start({ DATA_DIR, EGRESS_ALLOW: '' })

    await app.deliver(webhook, { body: '{}' })

    const [{ actions }] = (await settled(app, webhook, 1)) as [Data]
    expect(actions).toMatchObject([{ status: 'EXHAUSTED', attempts: [{ statusCode: null, error: expect.stringContaining('127.0.0.1') }] }])
    expect(sink.connections()).toBe(0)
  })

  it('is not reached by a redirect of a provider’s API', async () => {
    const inside = await startSink()
    const isComment = ({ method }: RecordedRequest) => method === 'POST'
    const to = { status: 302, headers: { location: `http://127.0.0.1:${inside.port}/` }, body: '' }
    const api = await using(startFakeServer((request) => (isComment(request) ? to : { status: 200, body: { login: 'agent' } })))
    const app = await start({ EGRESS_ALLOW: new URL(api.url).host })
    const webhook = await app.createWebhook({
      credentials: { token: 'ghp_good', baseUrl: api.url },
      commands: [{ trigger: 'push', action: 'COMMENT', template: 'Hello' }],
    })
    const head_commit = { id: 'a'.repeat(40), message: 'Work' }
    const repository = { name: 'app', full_name: 'octo/app', owner: { name: 'octo' } }

    await app.deliver(webhook, { body: JSON.stringify({ head_commit, repository }), headers: { 'x-github-event': 'push' } })

    const [{ actions }] = (await settled(app, webhook, 1)) as [Data]
    expect(actions).toMatchObject([{ status: 'EXHAUSTED', attempts: [{ statusCode: 302 }] }])
    expect(inside.connections()).toBe(0)
  })
})
