import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSink } from '../helpers/outside.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { queriesForEverything } from './query-for-everything.ts'

/** What must be in clear nowhere, by the door that it came in by. */
const canaries: Record<string, string> = {}
let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  canaries['preset admin key'] = app.key
})
afterAll(() => app.close())

function plant(door: string, form: (text: string) => string = (text) => text): string {
  const text = form(`canary-${crypto.randomUUID()}`)
  canaries[door] = text
  return text
}
const whsec = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`

/** Sends an operation as a program would; answers its data, whatever it is. */
async function send(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Data> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return ((await response.json()) as Data).data
}

it('secrets that come in by any door are in clear neither on the disk, nor in the log, nor in an answer', async () => {
  await openEveryDoor()

  const everything = await Promise.all(queriesForEverything().map((query) => send(query)))
  expect(everything.filter((data) => !data)).toEqual([])
  const answers = [JSON.stringify(everything), ...(await restAnswers())]
  const places: [string, Buffer][] = [
    ...filesIn(app.dataDir).map((file): [string, Buffer] => [file, readFileSync(file)]),
    ['the log', Buffer.from(JSON.stringify(app.log))],
    ...answers.map((text, index): [string, Buffer] => [`answer ${index}`, Buffer.from(text)]),
  ]
  expect(places.some(([place]) => place.endsWith('.db-wal'))).toBe(true)
  expect(answers[0]).toContain('It would not take it')
  const found = Object.entries(canaries).flatMap(([door, text]) =>
    places.filter(([, bytes]) => formsOf(text).some((form) => bytes.includes(form))).map(([place]) => `${door}: ${place}`),
  )
  expect(found).toEqual([])
  expect(Object.keys(canaries)).toHaveLength(17)
})

async function openEveryDoor(): Promise<void> {
  const echo = await startSink((req, res) => {
    const sent = `It would not take it: ${JSON.stringify(req.headers)}`
    if (req.method === 'GET') res.setHeader('x-oauth-scopes', 'repo').end(JSON.stringify({ login: 'bot', id: 1 }))
    else res.writeHead(422).end(JSON.stringify({ message: sent }))
  })
  const baseUrl = `http://127.0.0.1:${echo.port}`
  const github = await app.createWebhook({
    secret: plant('createWebhook.secret'),
    credentials: { token: plant('createWebhook.credentials'), baseUrl },
    commands: [
      { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: 'Do it' },
      { trigger: 'issues.opened', action: 'FORWARD', target: `${baseUrl}/in`, template: '' },
    ],
  })
  await send('mutation ($s: String) { setForwardTarget(url: "https://example.com/x", secret: $s) { __typename } }', {
    s: plant('setForwardTarget.secret', whsec),
  })
  await send('mutation ($c: JSON!) { setProviderCredentials(provider: STANDARD, credentials: $c) { __typename } }', {
    c: { replyUrl: `${baseUrl}/reply`, replySecret: plant('setProviderCredentials', whsec) },
  })
  await send('mutation ($c: JSON!) { setProviderCredentials(provider: GITLAB, credentials: $c) { __typename } }', {
    c: { token: plant('credentials that are refused'), baseUrl: 'http://127.0.0.1:1' },
  })
  await changeSecrets()
  await useKeys()
  await propose()
  await runActions(github)
}

async function changeSecrets(): Promise<void> {
  const { id } = await app.createWebhook({ provider: 'CUSTOM' })
  await send('mutation ($id: ID!, $s: String) { updateWebhook(input: { id: $id, secret: $s }) { __typename } }', {
    id,
    s: plant('updateWebhook'),
  })
  await send('mutation ($id: ID!, $s: String) { rotateWebhookSecret(id: $id, secret: $s) { __typename } }', {
    id,
    s: plant('rotate, given'),
  })
  const rotated = await send(
    `mutation { rotateWebhookSecret(id: "${id}", overlapSeconds: 0) { ... on RotateWebhookSecretPayload { secret } } }`,
    {},
    { 'idempotency-key': 'rotate once' },
  )
  canaries['rotate, made, and remembered'] = rotated.rotateWebhookSecret.secret
  const gitlab = await app.createWebhook({ provider: 'GITLAB', secret: plant('a token in a header') })
  const push = { body: '{"object_kind":"push"}', headers: { 'x-gitlab-event': 'Push Hook' } }
  await app.deliver(gitlab, push)
  await app.deliver(gitlab, { ...push, secret: plant('a wrong token in a header') })
}

async function useKeys(): Promise<void> {
  const made = await send(
    'mutation { createApiKey(name: "x", role: ADMIN) { ... on CreateApiKeyPayload { key } } }',
    {},
    { 'idempotency-key': 'key' },
  )
  const { key } = made.createApiKey
  canaries.createApiKey = key
  const signIn = await fetch(`${app.url}/sign-in`, { method: 'POST', body: new URLSearchParams({ key }), redirect: 'manual' })
  canaries['a session'] = /hookline_session=([^;]+)/.exec(signIn.headers.get('set-cookie')!)![1]!
  await fetch(`${app.url}/sign-in`, { method: 'POST', body: new URLSearchParams({ key: plant('a failed sign-in') }) })
  await fetch(`${app.url}/api/webhooks`, { headers: { authorization: `Bearer ${plant('a wrong key')}` } })
}

async function propose(): Promise<void> {
  const made = await send(
    'mutation { createApiKey(name: "brain", role: AGENT, agent: "brain") { ... on CreateApiKeyPayload { key } ... on Error { code } } }',
  )
  const { key } = made.createApiKey
  const { createWebhook } = await send(
    `mutation ($s: String) { createWebhook(input: { name: "x", provider: SLACK, secret: $s }) { __typename } }`,
    { s: plant('a secret in a proposal') },
    { authorization: `Bearer ${key}` },
  )
  expect(createWebhook).toEqual({ __typename: 'Proposed' })
}

async function runActions(github: Awaited<ReturnType<TestApp['createWebhook']>>): Promise<void> {
  const issue = { number: 1, title: 'A title', body: '', user: { login: 'ada', type: 'User' }, html_url: 'https://github.com/o/r/issues/1' }
  const body = {
    action: 'opened',
    issue,
    repository: { full_name: 'o/r', name: 'r', owner: { login: 'o' } },
    sender: { login: 'ada', type: 'User' },
  }
  await app.deliver(github, {
    body: JSON.stringify(body),
    headers: { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() },
  })
  const [event] = await app.events(github.id, 'id')
  const message = 'Hello'
  const { comment } = await send('mutation ($id: ID!, $message: String!) { comment(eventId: $id, message: $message) { __typename } }', {
    id: event.id,
    message,
  })
  expect(comment.__typename).not.toMatch(/Input|Forbidden|NotFound/)
  await expect
    .poll(
      async () =>
        (await app.events(github.id, 'actions { kind status attempts { __typename } }'))[0].actions.filter(
          (one: Data) => one.attempts.length > 0,
        ),
      {
        timeout: 5000,
      },
    )
    .toHaveLength(2)
  const { claimTask } = await send('mutation { claimTask(agent: "planning") { ... on ClaimTaskPayload { leaseToken } } }')
  canaries['a lease'] = claimTask.leaseToken
}

async function restAnswers(): Promise<string[]> {
  const paths = ['/api/webhooks', '/api/events', '/api/questions', '/api/openapi.json']
  return Promise.all(paths.map(async (to) => JSON.stringify((await app.rest('GET', to)).body)))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** As it is, and encoded: a secret in base64 is no secret. */
function formsOf(text: string): (string | Buffer)[] {
  const inside = text.replace(/^whsec_/, '')
  return [inside, Buffer.from(inside).toString('base64').replace(/=+$/, ''), Buffer.from(inside).toString('hex')]
}
