import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, it, onTestFinished, vi } from 'vitest'
import { gcsStorage } from '../../src/backends/storage/gcs.ts'
import { startGcs } from '../fakes/gcs.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'

const DAY_MS = 24 * 60 * 60 * 1000
let startsAtMs = Date.now()
const COMMAND = { trigger: 'issues', action: 'CREATE_TASK', agent: 'planner', template: '{{subject.title}}' }

it('takes payloads away that are older than asked for, archives them where a store is named, and keeps the events', async () => {
  const gcs = await startGcs()
  onTestFinished(() => gcs.close())
  const { app, webhook } = await started({
    STORAGE_BACKEND: 'gcs',
    GCS_ENDPOINT: gcs.endpoint,
    GCS_BUCKET: gcs.bucket,
    PAYLOAD_RETENTION_DAYS: '2',
  })
  const old = await deliver(app, webhook, 'old', 'its text')
  await complete(app)
  vi.setSystemTime(Date.now() + 3 * DAY_MS)
  const young = await deliver(app, webhook, 'young')
  await complete(app)

  await expect.poll(() => stateOf(app, old), { timeout: 10_000 }).toBe('ARCHIVED')
  expect(await stateOf(app, young)).toBe('STORED')
  const { event } = await app.graphql(`{ event(id: "${old}") { payload rawBody subject { title body } tasks { status } } }`)
  expect(event).toEqual({ payload: null, rawBody: null, subject: { title: 'old', body: null }, tasks: [{ status: 'COMPLETED' }] })
  const [line] = await archived(gcs)
  expect(line).toMatchObject({ id: old, webhookId: webhook.id, provider: 'github', eventType: 'issues.opened', status: 'PROCESSED' })
  expect(JSON.parse(line.payload)).toMatchObject({ issue: { title: 'old', body: 'its text' } })
  expect(line.tasks).toMatchObject([{ agent: 'planner', status: 'COMPLETED' }])
  expect(JSON.stringify(line.headers)).not.toContain('sha256=')
})

it('takes events away with what was made of them, and leaves what is under way', async () => {
  const { app, webhook } = await started({ EVENT_RETENTION_DAYS: '7' })
  const done = await deliver(app, webhook, 'done')
  await complete(app)
  const open = await deliver(app, webhook, 'open')
  vi.setSystemTime(Date.now() + 8 * DAY_MS)
  const young = await deliver(app, webhook, 'young')

  await expect.poll(async () => (await app.graphql(`{ event(id: "${done}") { id } }`)).event, { timeout: 10_000 }).toBeNull()
  expect((await app.events(webhook.id, 'id')).map(({ id }) => id)).toEqual([open, young])
  const { tasks, actions } = await app.graphql('{ tasks { edges { node { event { id } } } } actions { edges { node { event { id } } } } }')
  expect(tasks.edges.map(({ node }: Data) => node.event.id)).toEqual([young, open])
  expect(actions.edges.map(({ node }: Data) => node.event.id)).toEqual([young, open])

  await complete(app)
  await expect.poll(async () => (await app.events(webhook.id, 'id')).map(({ id }) => id), { timeout: 10_000 }).toEqual([young])
})

it('takes the oldest payloads away where all are larger than asked for', async () => {
  const { app, webhook } = await started({ PAYLOAD_RETENTION_MB: '1' })
  const ids: string[] = []
  for (let hour = 0; hour < 4; hour++) {
    ids.push(await deliver(app, webhook, `hour ${hour}`, 'x'.repeat(400_000)))
    await complete(app)
    vi.setSystemTime(Date.now() + 60 * 60 * 1000)
  }

  await expect
    .poll(() => Promise.all(ids.map((id) => stateOf(app, id))), { timeout: 10_000 })
    .toEqual(['EXPIRED', 'EXPIRED', 'STORED', 'STORED'])
})

it('keeps what its store does not take, says so, and takes it away once the store does', async () => {
  const { app, webhook } = await started({
    STORAGE_BACKEND: 's3',
    S3_BUCKET: 'nowhere',
    S3_ENDPOINT: 'http://127.0.0.1:9',
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 'secret-of-the-store',
    PAYLOAD_RETENTION_DAYS: '1',
  })
  const id = await deliver(app, webhook, 'old')
  await complete(app)
  vi.setSystemTime(Date.now() + 2 * DAY_MS)

  await expect.poll(() => app.log.find(({ msg }) => msg === 'a sweep failed'), { timeout: 15_000 }).toBeTruthy()
  expect(await stateOf(app, id)).toBe('STORED')
  expect(JSON.stringify(app.log)).not.toContain('secret-of-the-store')
})

async function started(env: Record<string, string>): Promise<{ app: TestApp; webhook: TestWebhook }> {
  vi.useFakeTimers({ toFake: ['Date'] })
  // The ids of a process never go back.
  vi.setSystemTime((startsAtMs += 30 * DAY_MS))
  const app = await startApp({ env, tuning: { retainEveryMs: 200 } })
  onTestFinished(async () => {
    await app.close()
    vi.useRealTimers()
  })
  return { app, webhook: await app.createWebhook({ commands: [COMMAND] }) }
}

async function deliver(app: TestApp, webhook: TestWebhook, title: string, body = ''): Promise<string> {
  const { json } = await app.deliver(webhook, {
    body: JSON.stringify({ action: 'opened', issue: { number: 1, title, body } }),
    headers: { 'x-github-event': 'issues', 'x-github-delivery': randomUUID() },
  })
  return json.event_id
}

async function complete(app: TestApp): Promise<void> {
  const { claimTask } = await app.graphql('mutation { claimTask(agent: "planner") { ... on ClaimTaskPayload { leaseToken task { id } } } }')
  await app.graphql('mutation ($id: ID!, $leaseToken: String!) { completeTask(id: $id, leaseToken: $leaseToken) { __typename } }', {
    id: claimTask.task.id,
    leaseToken: claimTask.leaseToken,
  })
}

async function stateOf(app: TestApp, id: string): Promise<string> {
  return (await app.graphql(`{ event(id: "${id}") { payloadState } }`)).event.payloadState
}

async function archived({ endpoint, bucket }: { endpoint: string; bucket: string }): Promise<Data[]> {
  const store = gcsStorage({ endpoint, bucket, keyFile: null })
  const files = await Promise.all((await store.list('events/')).map((key) => store.get(key)))
  const linesOf = (bytes: Buffer) => gunzipSync(bytes).toString().trim().split('\n')
  return files.flatMap((bytes) => linesOf(bytes!).map((line) => JSON.parse(line)))
}
