import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { closedPort, type Sink, startSink } from '../helpers/outside.ts'
import { keptDeliveries } from '../helpers/refused.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { goodDelivery, rawHead, sendRaw } from './bad-input.ts'

// Presets of `allowedIps`: a publisher of lists on loopback, and senders of any address through a trusted proxy.

const PROXY = '127.0.0.2'
const INSIDE = '192.30.252.7'
const LATER = '140.82.112.9'
const OUTSIDE = '198.51.100.1'
const META = '/api.github.com/meta'

/** What each path is answered; what is not here is not there. */
type Files = Record<string, unknown>

const etagOf = (file: unknown) =>
  `"${createHash('sha256')
    .update(JSON.stringify(file) ?? '')
    .digest('hex')}"`

async function publish(files: Files): Promise<Sink & { files: Files }> {
  const sink = await startSink((req, res) => {
    const file = files[req.url!]
    const etag = etagOf(file)
    if (file === undefined) res.writeHead(500).end('down')
    else if (req.headers['if-none-match'] === etag) res.writeHead(304).end()
    else res.writeHead(200, { etag }).end(typeof file === 'string' ? file : JSON.stringify(file))
  })
  return { ...sink, files }
}

async function start(port: number, { dataDir, ipRangesMs }: { dataDir?: string; ipRangesMs?: number } = {}): Promise<TestApp> {
  const env = {
    TRUSTED_PROXIES: PROXY,
    EGRESS_ALLOW: `127.0.0.1:${port}`,
    IP_RANGES_MIRROR: `http://127.0.0.1:${port}/`,
    ...(dataDir && { DATA_DIR: dataDir }),
  }
  const app = await startApp({ env, tuning: { ipRangesMs } })
  onTestFinished(() => app.close())
  return app
}

async function statusFrom(app: TestApp, webhook: TestWebhook, address: string): Promise<[number, string | undefined]> {
  const delivery = goodDelivery()
  const answer: Data = await sendRaw(app, [rawHead(webhook, delivery, [`X-Forwarded-For: ${address}`]), delivery.body], { from: PROXY })
  return [answer.status, answer.json?.error?.code]
}

async function rangesOf(app: TestApp, provider = 'GITHUB'): Promise<Data> {
  const { providers } = await app.graphql('{ providers { provider ipRanges { preset source fetchedAt count error } } }')
  return providers.find((one: Data) => one.provider === provider).ipRanges
}

const TAKEN = [202, undefined]
const REFUSED = [403, 'address_not_allowed']
const created = (app: TestApp, input: object) =>
  app.graphql(
    'mutation ($input: CreateWebhookInput!) { made: createWebhook(input: $input) { ... on CreateWebhookPayload { webhook { id allowedIps } } ... on InvalidInput { code issues { path message } } } }',
    { input: { name: 'x', provider: 'GITHUB', ...input } },
  )

describe('a webhook with a preset', () => {
  it('takes deliveries from the addresses that the provider publishes, and from those that stand beside it', async () => {
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22', '2606:50c0::/32'], web: [`${OUTSIDE}/32`] } })
    const app = await start(publisher.port)
    const webhook = await app.createWebhook({ allowedIps: ['preset:github', '203.0.113.5'] })

    expect(await statusFrom(app, webhook, INSIDE)).toEqual(TAKEN)
    expect(await statusFrom(app, webhook, '2606:50c0::1')).toEqual(TAKEN)
    expect(await statusFrom(app, webhook, '203.0.113.5')).toEqual(TAKEN)
    expect(await statusFrom(app, webhook, OUTSIDE)).toEqual(REFUSED)
    expect(await rangesOf(app)).toMatchObject({ preset: 'preset:github', count: 2, error: null })
    expect(Date.now() - Date.parse((await rangesOf(app)).fetchedAt)).toBeLessThan(60_000)
  })

  it('goes by a changed list without a restart, and asks for it only if it has changed', async () => {
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22'] } })
    const app = await start(publisher.port, { ipRangesMs: 50 })
    const webhook = await app.createWebhook({ allowedIps: ['preset:github'] })
    await expect.poll(() => publisher.requests.length, { timeout: 15_000 }).toBeGreaterThan(3)
    expect(publisher.requests.at(-1)!.headers['if-none-match']).toBe(etagOf(publisher.files[META]))
    expect(await statusFrom(app, webhook, LATER)).toEqual(REFUSED)

    publisher.files[META] = { hooks: ['140.82.112.0/20'] }

    await expect.poll(() => statusFrom(app, webhook, LATER), { timeout: 15_000 }).toEqual(TAKEN)
    expect(await statusFrom(app, webhook, INSIDE)).toEqual(REFUSED)
    expect(
      JSON.parse(readFileSync(path.join(app.dataDir, 'ip-ranges', 'github.json'), 'utf8')).files['https://api.github.com/meta'].ranges,
    ).toEqual(['140.82.112.0/20'])
  })

  const nonsense: [string, unknown, string][] = [
    ['a failing publisher', undefined, 'was answered 500'],
    ['a page', '<html>', 'is not JSON'],
    ['a list of another form', { addresses: [INSIDE] }, 'holds no addresses'],
    ['an empty list', { hooks: [] }, 'holds no addresses'],
    ['everybody', { hooks: ['192.30.252.0/22', '0.0.0.0/0'] }, '0.0.0.0/0, which is too broad'],
    ['half of IPv6', { hooks: ['2000::/3'] }, '2000::/3, which is too broad'],
    ['what is no range', { hooks: ['192.30.252.0/22', 'github.com'] }, 'no range: "github.com"'],
    ['an endless list', { hooks: Array.from({ length: 2001 }, (_, i) => `20.0.${i >> 8}.${i & 255}`) }, 'more than 2000 ranges'],
  ]
  it.each(nonsense)('keeps the last good list over %s, and says so', async (_name, file, reason) => {
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22'] } })
    const app = await start(publisher.port, { ipRangesMs: 50 })
    const webhook = await app.createWebhook({ allowedIps: ['preset:github'] })

    publisher.files[META] = file

    await expect.poll(async () => (await rangesOf(app)).error, { timeout: 15_000 }).toContain(reason)
    expect(await rangesOf(app)).toMatchObject({ count: 1 })
    expect(await statusFrom(app, webhook, INSIDE)).toEqual(TAKEN)
    expect(await statusFrom(app, webhook, OUTSIDE)).toEqual(REFUSED)
    expect(app.log).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'ip ranges could not be fetched', preset: 'github', known: true }),
    )
  })

  it('is not saved while the list cannot be had, nor with a preset that does not exist', async () => {
    const app = await start(await closedPort())

    const { made } = await created(app, { allowedIps: ['192.0.2.1', 'preset:github'] })
    expect(made).toMatchObject({ code: 'invalid_input', issues: [{ path: ['allowedIps', '1'] }] })
    expect(made.issues[0].message).toContain("the list of github's addresses is not there")

    const webhook = await app.createWebhook()
    const { changed } = await app.graphql(
      'mutation ($input: UpdateWebhookInput!) { changed: updateWebhook(input: $input) { __typename } }',
      { input: { id: webhook.id, allowedIps: ['preset:github'] } },
    )
    expect(changed.__typename).toBe('InvalidInput')
    for (const preset of ['preset:slack', 'preset:', 'preset:__proto__', 'PRESET:github'])
      expect((await created(app, { allowedIps: [preset] })).made.issues[0].message).toContain('or one of preset:github, preset:jira')
  })

  it('goes on after a restart without network, by the list that was kept', async () => {
    const dataDir = freshFolder()
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22'] } })
    const first = await startApp({
      env: { DATA_DIR: dataDir, EGRESS_ALLOW: '127.0.0.1', IP_RANGES_MIRROR: `http://127.0.0.1:${publisher.port}` },
    })
    const webhook = await first.createWebhook({ allowedIps: ['preset:github'] })
    await first.close()

    const app = await start(await closedPort(), { dataDir, ipRangesMs: 1 })

    expect(await statusFrom(app, webhook, INSIDE)).toEqual(TAKEN)
    expect(await statusFrom(app, webhook, OUTSIDE)).toEqual(REFUSED)
  })

  it('lets nobody in by a list that is lost or broken, tells the provider to come back, and takes it up by itself', async () => {
    const dataDir = freshFolder()
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22'] } })
    const first = await startApp({
      env: { DATA_DIR: dataDir, EGRESS_ALLOW: '127.0.0.1', IP_RANGES_MIRROR: `http://127.0.0.1:${publisher.port}` },
    })
    const webhook = await first.createWebhook({ allowedIps: ['preset:github', '203.0.113.5'] })
    await first.close()
    writeFileSync(path.join(dataDir, 'ip-ranges', 'github.json'), '{"fetchedAtMs":1,"files":{"x":{"etag":null,"ranges":["0.0.0.0/0"]}}}')
    publisher.files[META] = undefined

    const app = await start(publisher.port, { dataDir, ipRangesMs: 50 })

    expect(await statusFrom(app, webhook, INSIDE)).toEqual([503, 'ip_ranges_missing'])
    expect(await statusFrom(app, webhook, '203.0.113.5')).toEqual(TAKEN)
    expect((await keptDeliveries(app))[0]).toMatchObject({
      code: 'ip_ranges_missing',
      reason: 'The addresses that github sends from are not known at the moment',
    })
    publisher.files[META] = { hooks: ['192.30.252.0/22'] }
    await expect.poll(() => statusFrom(app, webhook, INSIDE), { timeout: 15_000 }).toEqual(TAKEN)
  })
})

describe('the lists', () => {
  it('are fetched only for the presets that webhooks name', async () => {
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22'] } })
    const app = await start(publisher.port, { ipRangesMs: 20 })
    await app.createWebhook({ allowedIps: ['192.0.2.1'] })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(publisher.requests).toEqual([])

    const webhook = await app.createWebhook({ allowedIps: ['preset:github'] })
    await app.graphql('mutation ($id: ID!) { deleteWebhook(id: $id) { __typename } }', { id: webhook.id })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const asked = publisher.requests.length
    await new Promise((resolve) => setTimeout(resolve, 200))

    expect(publisher.requests.length).toBe(asked)
    expect(new Set(publisher.requests.map(({ url }) => url))).toEqual(new Set([META]))
  })

  it('are not fetched at all with IP_RANGES_REFRESH_HOURS=0', async () => {
    const publisher = await publish({ [META]: { hooks: ['192.30.252.0/22'] } })
    const app = await startApp({
      env: { IP_RANGES_REFRESH_HOURS: '0', EGRESS_ALLOW: '127.0.0.1', IP_RANGES_MIRROR: `http://127.0.0.1:${publisher.port}` },
    })
    onTestFinished(() => app.close())

    expect((await created(app, { allowedIps: ['preset:github'] })).made.issues[0].message).toContain('fetching is turned off')
    expect(publisher.requests).toEqual([])
  })

  it('are read as each provider writes them', async () => {
    const publisher = await publish({
      '/ip-ranges.atlassian.com/': {
        items: [
          { cidr: '104.192.136.0/21', product: ['jira', 'confluence'], direction: ['ingress', 'egress'] },
          { cidr: '104.192.142.0/24', product: ['jira'], direction: ['ingress'] },
          { cidr: '167.89.0.0/17', product: ['email'], direction: ['egress'] },
          'what nobody expects',
        ],
      },
      '/stripe.com/files/ips/ips_webhooks.json': { WEBHOOKS: ['3.18.12.63', '3.130.192.231'] },
      '/docs.sentry.io/api/ip-ranges/': {
        data: {
          outbound_requests: { us: ['35.184.238.160/32'], eu: ['34.141.31.19/32', '34.141.4.162/32'] },
          dashboard: { a: ['35.186.247.156/32'] },
        },
      },
      '/developer.pagerduty.com/ip-safelists/webhooks-us-service-region-json': ['44.242.69.192'],
      '/developer.pagerduty.com/ip-safelists/webhooks-eu-service-region-json': ['18.192.91.93'],
    })
    const app = await start(publisher.port)
    await app.createWebhook({ allowedIps: ['preset:jira', 'preset:stripe', 'preset:sentry', 'preset:pagerduty'] })

    const counts = await Promise.all(['JIRA', 'STRIPE', 'SENTRY', 'PAGERDUTY'].map(async (name) => (await rangesOf(app, name)).count))
    expect(counts).toEqual([1, 2, 3, 2])
    expect(await rangesOf(app, 'SLACK')).toBeNull()
  })

  it('are followed where they have moved to, by the rules of outgoing requests', async () => {
    const publisher = await startSink((req, res) => {
      if (req.url === META) res.writeHead(302, { location: '/moved' }).end()
      else if (req.url === '/moved') res.end('{"hooks":["192.30.252.0/22"]}')
      else res.writeHead(301, { location: 'http://169.254.169.254/latest' }).end()
    })
    const app = await start(publisher.port)

    expect((await created(app, { allowedIps: ['preset:github'] })).made.webhook.allowedIps).toEqual(['preset:github'])
    expect((await created(app, { allowedIps: ['preset:stripe'] })).made.issues[0].message).toContain('stripe')
    expect(publisher.requests.map(({ url }) => url)).toEqual([META, '/moved', '/stripe.com/files/ips/ips_webhooks.json'])
  })
})

function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-presets-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
