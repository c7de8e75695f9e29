import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type FakeGithubOptions, startFakeGithub } from '../fakes/github.ts'
import { askWithKey } from '../helpers/other-key.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'

const STATUS = 'credentialStatus { kind baseUrl ok missing checkedAt message }'
const FAILURES = '... on InvalidInput { issues { path message } } ... on Error { code message }'
const SET = `mutation ($provider: Provider!, $credentials: JSON!) { result: setProviderCredentials(provider: $provider, credentials: $credentials) {
  __typename ... on CredentialPayload { status { kind baseUrl ok missing checkedAt message } } ... on ProviderFailure { provider retryable } ${FAILURES} } }`
const CREATE = `mutation ($input: CreateWebhookInput!) { result: createWebhook(input: $input) {
  __typename ... on CreateWebhookPayload { webhook { id version ${STATUS} } } ${FAILURES} } }`
const UPDATE = `mutation ($input: UpdateWebhookInput!) { result: updateWebhook(input: $input) {
  __typename ... on UpdateWebhookPayload { webhook { id version ${STATUS} } } ${FAILURES} } }`

const GOOD = 'ghp_good'
const NARROW = 'ghp_narrow'
const accounts: FakeGithubOptions['accounts'] = {
  [GOOD]: { login: 'hookline-agent', type: 'User', scopes: ['repo'] },
  [NARROW]: { login: 'hookline-agent', type: 'User', scopes: ['read:org'] },
}

async function start(env: Record<string, string> = { EGRESS_ALLOW: '127.0.0.1' }) {
  const github = await startFakeGithub({ accounts })
  const app = await startApp({ env })
  onTestFinished(async () => {
    await app.close()
    await github.close()
  })
  const create = async (credentials: unknown, more: object = {}) =>
    (await app.graphql(CREATE, { input: { id: 'hook', name: 'Hook', provider: 'GITHUB', credentials, ...more } })).result
  const update = async (input: object) => (await app.graphql(UPDATE, { input: { id: 'hook', ...input } })).result
  const share = async (credentials: unknown, provider = 'GITHUB') => (await app.graphql(SET, { provider, credentials })).result
  const status = async (id = 'hook') => (await app.graphql(`{ webhook(id: "${id}") { ${STATUS} } }`)).webhook.credentialStatus
  return { app, github, url: github.url, create, update, share, status }
}

describe("a webhook's own credentials", () => {
  it('are checked when they are saved, and what is known of them is shown', async () => {
    const { create, status, github, url } = await start()

    const { webhook } = await create({ token: GOOD, baseUrl: `${url}/` })

    expect(webhook.credentialStatus).toEqual({
      kind: 'token',
      baseUrl: url,
      ok: true,
      missing: [],
      checkedAt: expect.any(String),
      message: null,
    })
    expect(await status()).toEqual(webhook.credentialStatus)
    expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /user'])
  })

  it('are saved also when they are not good, with what is wrong', async () => {
    const { create, update, url } = await start()

    const { webhook } = await create({ token: NARROW, baseUrl: url })
    const bad = await update({ credentials: { token: 'ghp_bad', baseUrl: url } })
    const without = await update({ credentials: { baseUrl: url } })

    expect(webhook.credentialStatus).toMatchObject({ ok: false, missing: ['repo'], message: expect.stringContaining('scope repo') })
    expect(bad.webhook).toMatchObject({ version: 2, credentialStatus: { ok: false, message: 'GitHub does not accept the token' } })
    expect(without.webhook.credentialStatus).toMatchObject({
      kind: 'incomplete',
      ok: false,
      message: 'No credential `token` is stored for github',
    })
  })

  it('are saved also when the provider cannot be reached or fails', async () => {
    const { create, update, github, url } = await start()
    github.failNext({ status: 500, body: {} })

    const failing = await create({ token: GOOD, baseUrl: url })
    const unreachable = await update({ credentials: { token: GOOD, baseUrl: 'http://127.0.0.1:1' } })

    expect(failing.webhook.credentialStatus).toMatchObject({ kind: 'unknown', ok: false, message: 'The API answered 500' })
    expect(unreachable.webhook.credentialStatus).toMatchObject({
      kind: 'unknown',
      baseUrl: 'http://127.0.0.1:1',
      ok: false,
      message: expect.stringContaining('127.0.0.1 was not reached'),
    })
  })

  it('B62: are refused with an address that may not be called, and nothing is called', async () => {
    const { create, update, github, app } = await start({})
    const issues = [{ path: ['credentials', 'baseUrl'], message: expect.stringContaining('not a public address') }]

    expect(await create({ token: GOOD, baseUrl: 'https://10.0.0.1/api/v3' })).toMatchObject({ __typename: 'InvalidInput', issues })
    expect(await create({ token: GOOD, baseUrl: github.url })).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: ['credentials', 'baseUrl'] }],
    })
    await app.createWebhook({ id: 'hook' })
    expect(await update({ credentials: { token: GOOD, baseUrl: 'https://[::1]/' } })).toMatchObject({ __typename: 'InvalidInput', issues })
    expect(github.requests).toEqual([])
  })

  it('are replaced whole, so a changed address never gets the token of the earlier one', async () => {
    const { create, update, github, url } = await start()
    await create({ token: GOOD, baseUrl: url })
    const other = await startFakeGithub({ accounts })
    onTestFinished(() => other.close())

    const { webhook } = await update({ credentials: { baseUrl: other.url } })

    expect(webhook.credentialStatus).toMatchObject({ kind: 'incomplete', ok: false, baseUrl: other.url })
    expect(other.requests).toEqual([])
    expect(github.requests).toHaveLength(1)
  })

  it('go to another address only by an ADMIN key, and before that nothing is called', async () => {
    const { app, create, github, url } = await start()
    await create({ token: GOOD, baseUrl: url })
    const other = await startFakeGithub({ accounts })
    onTestFinished(() => other.close())

    const input = { id: 'hook', credentials: { token: GOOD, baseUrl: other.url } }
    expect(await askWithKey(app, { role: 'OPERATOR' }, UPDATE, { input })).toMatchObject({ __typename: 'Forbidden' })
    expect(await askWithKey(app, { role: 'VIEWER' }, UPDATE, { input })).toMatchObject({ __typename: 'Forbidden' })

    expect(other.requests).toEqual([])
    expect(github.requests).toHaveLength(1)
  })

  it('have no status where there are none, or no longer', async () => {
    const { app, create, update, status } = await start()
    await create({ token: GOOD, baseUrl: 'http://127.0.0.1:1' })
    await app.createWebhook({ id: 'other' })

    expect(await status('other')).toBeNull()
    await update({ credentials: null })
    expect(await status()).toBeNull()
  })

  it('are kept where nothing can be asked of the provider', async () => {
    const { create } = await start()

    const { webhook } = await create(
      { replyUrl: 'http://127.0.0.1:1/a-secret-path?key=1', replySecret: `whsec_${'A'.repeat(44)}` },
      { provider: 'CUSTOM' },
    )

    expect(webhook.credentialStatus).toMatchObject({
      kind: 'reply',
      baseUrl: 'http://127.0.0.1:1',
      ok: true,
      message: expect.stringContaining('Nothing was called'),
    })
  })
})

describe('credentials that a provider’s webhooks share', () => {
  it('stand in where a webhook has none of its own', async () => {
    const { app, create, share, status, url } = await start()
    await create({ token: NARROW, baseUrl: url })
    await app.createWebhook({ id: 'without' })
    await app.createWebhook({ id: 'elsewhere', provider: 'GITLAB' })

    const result = await share({ token: GOOD, baseUrl: url })

    expect(result).toMatchObject({ __typename: 'CredentialPayload', status: { kind: 'token', ok: true, baseUrl: url, missing: [] } })
    expect(await status('without')).toEqual(result.status)
    expect(await status()).toMatchObject({ ok: false, missing: ['repo'] })
    expect(await status('elsewhere')).toBeNull()
  })

  it('are removed by an empty object', async () => {
    const { app, share, status, url } = await start()
    await app.createWebhook({ id: 'hook' })
    await share({ token: GOOD, baseUrl: url })

    expect(await share({})).toMatchObject({ status: { kind: 'none', ok: false, baseUrl: 'https://api.github.com' } })
    expect(await status()).toBeNull()
  })

  it('are not stored where nothing could be learned of them', async () => {
    const { app, share, status, url, github } = await start()
    await app.createWebhook({ id: 'hook' })
    await share({ token: GOOD, baseUrl: url })
    github.failNext({ status: 503, body: {} })

    const failed = { __typename: 'ProviderFailure', code: 'provider_failed', provider: 'GITHUB', retryable: true }
    expect(await share({ token: NARROW, baseUrl: url })).toMatchObject(failed)
    expect(await share({ token: NARROW, baseUrl: 'http://127.0.0.1:1' })).toMatchObject(failed)
    expect(await status()).toMatchObject({ ok: true })
  })

  it('are stored where they are known not to be good, and lose their token with their address', async () => {
    const { app, share, status, url } = await start()
    await app.createWebhook({ id: 'hook' })
    const other = await startFakeGithub({ accounts })
    onTestFinished(() => other.close())

    expect(await share({ token: 'ghp_bad', baseUrl: url })).toMatchObject({ status: { ok: false } })
    await share({ token: GOOD, baseUrl: url })
    expect(await share({ baseUrl: other.url })).toMatchObject({ status: { kind: 'incomplete', ok: false, baseUrl: other.url } })

    expect(await status()).toMatchObject({ kind: 'incomplete' })
    expect(other.requests).toEqual([])
  })

  it('say what is wrong with them by path', async () => {
    const { share } = await start()
    const pathsOf = async (credentials: unknown, provider?: string) =>
      (await share(credentials, provider)).issues.map(({ path }: Data) => path.join('.'))

    expect(await pathsOf({ password: 'x', baseUrl: 'ftp://x' })).toEqual(['credentials.password', 'credentials.baseUrl'])
    expect(await pathsOf({ token: GOOD, baseUrl: 'https://192.168.0.1' })).toEqual(['credentials.baseUrl'])
    expect(await pathsOf({ token: 1 })).toEqual(['credentials.token'])
    expect(await pathsOf([GOOD])).toEqual(['credentials'])
    expect(await pathsOf({ token: 'sk_1' }, 'STRIPE')).toEqual(['credentials.token'])
    expect(await pathsOf({ replyUrl: 'http://10.1.2.3/', replySecret: `whsec_${'A'.repeat(44)}` }, 'CUSTOM')).toEqual([
      'credentials.replyUrl',
    ])
    expect(await pathsOf({ replyUrl: 'https://example.com/', replySecret: 'hunter22' }, 'STANDARD')).toEqual(['credentials.replySecret'])
  })

  it('are for an ADMIN key that is held to no webhooks', async () => {
    const { app, url, github } = await start()
    await app.createWebhook({ id: 'hook' })
    const variables = { provider: 'GITHUB', credentials: { token: GOOD, baseUrl: url } }

    for (const key of [
      { role: 'OPERATOR' },
      { role: 'AGENT', agent: 'planning' },
      { role: 'VIEWER' },
      { role: 'ADMIN', webhookIds: ['hook'] },
    ])
      expect(await askWithKey(app, key, SET, variables)).toMatchObject({ __typename: 'Forbidden' })
    expect(github.requests).toEqual([])
  })

  it('tell the feed of the webhooks that use them, and the audit', async () => {
    const { app, create, share, url } = await start()
    await create({ token: GOOD, baseUrl: url })
    await app.createWebhook({ id: 'without' })
    const changes = await follow(app)

    await share({ token: GOOD, baseUrl: url })

    const updates = () => changes.filter(({ kind }) => kind === 'WEBHOOK_UPDATED')
    await expect.poll(updates).toEqual([{ kind: 'WEBHOOK_UPDATED', webhook: { id: 'without' } }])
    const { auditLog } = await app.graphql('{ auditLog(first: 1) { edges { node { actor verb subject detail } } } }')
    expect(auditLog.edges[0].node).toMatchObject({
      verb: 'credentials.set',
      subject: 'github',
      detail: { credentials: 'stored', names: ['token', 'baseUrl'], ok: true },
    })
  })
})

describe('every credential', () => {
  it('is never read back, logged, or stored as it is', async () => {
    const { app, create, update, share, url } = await start()
    const tokens = ['ghp_own_1234567890', 'ghp_new_1234567890', 'ghp_shared_1234567890']
    const replySecret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`

    const answers = [
      await create({ token: tokens[0], baseUrl: url }),
      await update({ credentials: { token: tokens[1], baseUrl: 'http://127.0.0.1:1' } }),
      await share({ token: tokens[2], baseUrl: url }),
      await share({ replyUrl: 'http://127.0.0.1:1/', replySecret }, 'CUSTOM'),
      await app.rest('GET', '/api/webhooks/hook'),
      await app.graphql(`{ webhook(id: "hook") { ${STATUS} versions { config } } auditLog { edges { node { detail } } } }`),
    ]

    const files = readdirSync(path.join(app.dataDir, 'db')).map((file) => readFileSync(path.join(app.dataDir, 'db', file), 'latin1'))
    const everything = [JSON.stringify(answers), JSON.stringify(app.log), ...files]
    for (const secret of [...tokens, replySecret]) expect(everything.some((text) => text.includes(secret))).toBe(false)
  })
})

/** The webhooks' changes from now on. */
async function follow(app: TestApp): Promise<Data[]> {
  const { feedCursor } = await app.graphql('{ feedCursor }')
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    signal: abort.signal,
    headers: { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      query: 'subscription ($after: FeedCursor) { webhooks(after: $after) { kind webhook { id } } }',
      variables: { after: feedCursor },
    }),
  })
  const changes: Data[] = []
  const read = async () => {
    let text = ''
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk).toString('utf8')
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const change = line.startsWith('data: {') ? JSON.parse(line.slice(6)).data?.webhooks : null
        if (change && change.kind !== 'CONNECTED') changes.push(change)
      }
    }
  }
  read().catch(() => {})
  return changes
}
