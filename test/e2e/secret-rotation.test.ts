import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startSink } from '../helpers/outside.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'

const OVERLAP_S = 3600
const startMs = Date.parse('2026-03-01T12:00:00Z')
let app: TestApp

beforeAll(async () => {
  // Only what time it is; what waits goes on waiting.
  vi.useFakeTimers({ toFake: ['Date'], now: startMs })
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
})
afterAll(async () => {
  await app.close()
  vi.useRealTimers()
})

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

async function rotate({ id }: TestWebhook, overlapSeconds?: number): Promise<Data> {
  const overlap = overlapSeconds === undefined ? '' : `, overlapSeconds: ${overlapSeconds}`
  const { rotated } = await app.graphql(
    `mutation { rotated: rotateWebhookSecret(id: "${id}"${overlap}) {
      __typename ... on RotateWebhookSecretPayload { secret } ... on Error { code } } }`,
  )
  return rotated
}

async function statusWith(webhook: TestWebhook, secret: string | null): Promise<number> {
  const headers = { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() }
  return (await app.deliver({ ...webhook, secret }, { body: '{"action":"opened"}', headers })).status
}

it('the earlier secret verifies until a second before the overlap ends, and no more a second after it', async () => {
  const webhook = await app.createWebhook()
  const { secret } = await rotate(webhook, OVERLAP_S)

  pass(OVERLAP_S - 1)
  expect(await statusWith(webhook, webhook.secret)).toBe(202)
  expect(await statusWith(webhook, secret)).toBe(202)
  pass(2)
  expect(await statusWith(webhook, webhook.secret)).toBe(401)
  expect(await statusWith(webhook, secret)).toBe(202)
})

it('the overlap is a day where none is given', async () => {
  const webhook = await app.createWebhook()
  await rotate(webhook)

  pass(24 * 3600 - 1)
  expect(await statusWith(webhook, webhook.secret)).toBe(202)
  pass(1)
  expect(await statusWith(webhook, webhook.secret)).toBe(401)
})

it('an overlap of 0 cuts the earlier secret off at once, also one whose overlap is open', async () => {
  const webhook = await app.createWebhook()
  const second = await rotate(webhook, OVERLAP_S)
  const third = await rotate(webhook, 0)

  expect(await statusWith(webhook, webhook.secret)).toBe(401)
  expect(await statusWith(webhook, second.secret)).toBe(401)
  expect(await statusWith(webhook, third.secret)).toBe(202)
})

it('a second rotation is refused until the overlap of the first has ended', async () => {
  const webhook = await app.createWebhook()
  await rotate(webhook, OVERLAP_S)

  pass(OVERLAP_S - 1)
  expect(await rotate(webhook, OVERLAP_S)).toEqual({ __typename: 'Conflict', code: 'conflict' })
  pass(2)
  expect(await rotate(webhook, OVERLAP_S)).toMatchObject({ __typename: 'RotateWebhookSecretPayload' })
})

it('each secret knows when it was last used', async () => {
  const webhook = await app.createWebhook()
  const { secret } = await rotate(webhook, OVERLAP_S)
  const lastUsed = async () => {
    const { node } = await app.graphql('query ($id: ID!) { node(id: $id) { ... on Webhook { secrets { hint lastUsedAt } } } }', {
      id: webhook.id,
    })
    return Object.fromEntries(node.secrets.map(({ hint, lastUsedAt }: Data) => [hint.slice(-4), lastUsedAt && Date.parse(lastUsedAt)]))
  }
  const [earlier, later] = [webhook.secret!.slice(-4), secret.slice(-4)]

  expect(await lastUsed()).toEqual({ [earlier]: null, [later]: null })
  const earlierMs = Date.now()
  await statusWith(webhook, webhook.secret)
  pass(120)
  const laterMs = Date.now()
  await statusWith(webhook, secret)

  await expect.poll(lastUsed).toEqual({ [earlier]: earlierMs, [later]: laterMs })
})

it('a delivery to a target is signed under both secrets while they overlap, and under the new one alone after it', async () => {
  const sink = await startSink()
  const url = `http://127.0.0.1:${sink.port}/in`
  const rotateTarget = async (more = '') =>
    (
      await app.graphql(
        `mutation { set: setForwardTarget(url: "${url}", makeSecret: true${more}) { ... on ForwardTargetPayload { secret } } }`,
      )
    ).set.secret
  const first = await rotateTarget()
  const webhook = await app.createWebhook({
    provider: 'CUSTOM',
    commands: [{ trigger: '*', action: 'FORWARD', target: url, template: '' }],
  })
  const holdsUnder = async (...secrets: string[]) => {
    const count = sink.requests.length
    await app.deliver(webhook, { body: `{"n":${count}}` })
    await expect.poll(() => sink.requests.length).toBe(count + 1)
    const { body, headers } = sink.requests[count]!
    return secrets.map((secret) => isSigned(secret, body, headers as Record<string, string>))
  }

  const second = await rotateTarget()
  expect(await holdsUnder(first, second)).toEqual([true, true])
  pass(24 * 3600 - 1)
  expect(await holdsUnder(first, second)).toEqual([true, true])
  pass(2)
  expect(await holdsUnder(first, second)).toEqual([false, true])
  await rotateTarget(', overlapSeconds: 60')
  const last = await rotateTarget(', overlapSeconds: 0')
  expect(await holdsUnder(first, second, last)).toEqual([false, false, true])
})

it('a target gets no third secret while two sign, but what leaked can always be cut off', async () => {
  const url = 'https://example.com/in'
  const set = async (more: string) =>
    (
      await app.graphql(`mutation { set: setForwardTarget(url: "${url}", ${more}) {
        ... on ForwardTargetPayload { secret target { hint } } ... on Error { code message } } }`)
    ).set
  const rotations = async () =>
    (await app.graphql('{ auditLog(first: 100, verb: "target.set") { edges { node { subject } } } }')).auditLog.edges.filter(
      ({ node }: Data) => node.subject === url,
    ).length
  await set('makeSecret: true')
  const second = await set('makeSecret: true, overlapSeconds: 60')

  const refused = await set('makeSecret: true')
  const switched = await set('enabled: true')
  expect(refused).toEqual({ code: 'conflict', message: expect.stringMatching(/still signs until .*overlapSeconds 0/) })
  expect(switched.target.hint).toBe(second.target.hint)
  expect(await rotations()).toBe(3)

  const third = await set('makeSecret: true, overlapSeconds: 0')
  const fourth = await set('makeSecret: true, overlapSeconds: 60')
  pass(61)
  const fifth = await set('makeSecret: true, overlapSeconds: 60')
  expect([third, fourth, fifth].map(({ secret }) => secret)).toEqual(Array(3).fill(expect.stringMatching(/^whsec_/)))
})

function isSigned(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}
