import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { runSubcommand } from '../../src/cli/cli.ts'
import { makeOwnDatabase } from '../helpers/postgres.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { openSocket } from '../live/helpers.ts'
import { fillSqlite } from '../scale/fill.ts'

const COMMAND = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planner', template: '{{subject.title}}' }
const ASKED = `{ webhooks { edges { node { id name version commands { id } secrets { id } } } }
  events(first: 100) { totalCount edges { node { id eventType deliveryId payload rawBody subject { title } actions { id status } tasks { id status } } } }
  tasks { edges { node { id status claimedBy result } } } apiKeys { id name } auditLog(first: 100) { edges { node { id verb hash } } }
  stats(window: DAY) { received } }`

it('moves everything, and the server goes on where it was', { timeout: 120_000 }, async () => {
  const dataDir = makeFolder()
  const before = await startApp({ env: { DATA_DIR: dataDir } })
  const webhook = await before.createWebhook({ commands: [COMMAND] })
  for (let n = 0; n < 20; n++) await deliver(before, webhook, `number ${n}`, `delivery-${n}`)
  await deliver(before, webhook, 'a NUL \0 and 💡', 'delivery-nul')
  await before.graphql('mutation { createApiKey(name: "moved", role: VIEWER) { __typename } }')
  const { claimTask } = await before.graphql(
    'mutation { claimTask(agent: "planner", leaseSeconds: 3600) { ... on ClaimTaskPayload { leaseToken task { id } } } }',
  )
  const [asked, { feedCursor }] = [await before.graphql(ASKED), await before.graphql('{ feedCursor }')]
  await before.close()
  const { url, said, exit } = await move(dataDir)

  expect([exit, said]).toEqual([0, expect.stringContaining('rows are the same on both sides')])
  const after = await startApp({ env: { DATA_DIR: dataDir, DATABASE_URL: url, CONFIG_FILES: 'off' } })
  expect(await after.graphql(ASKED)).toEqual(asked)
  expect((await after.graphql('{ verifyAudit { ok entries } }')).verifyAudit).toMatchObject({ ok: true })
  expect((await deliver(after, webhook, 'number 3', 'delivery-3')).status).toBe(200)
  expect((await deliver(after, webhook, 'new', 'delivery-new')).status).toBe(202)
  const complete = 'mutation ($id: ID!, $leaseToken: String!) { completeTask(id: $id, leaseToken: $leaseToken) { __typename } }'
  expect((await after.graphql(complete, { id: claimTask.task.id, leaseToken: claimTask.leaseToken })).completeTask.__typename).toBe(
    'TaskPayload',
  )
  // What was moved is indexed behind what comes in.
  const find = async () => (await after.graphql('{ events(where: { search: "number 17" }) { totalCount } }')).events.totalCount
  await expect.poll(find, { timeout: 15_000 }).toBe(1)
  const socket = await openSocket(after as Parameters<typeof openSocket>[0])
  socket.subscribe('1', `subscription { events(after: "${feedCursor}") { kind event { deliveryId } } }`)
  await expect
    .poll(() =>
      socket.got
        .get('1')
        ?.map((message: Data) => message.data.events.event?.deliveryId)
        .filter(Boolean),
    )
    .toContain('delivery-new')
  await after.close()
})

it('says what differs, and moves into no database that has rows', { timeout: 120_000 }, async () => {
  const dataDir = makeFolder()
  const app = await startApp({ env: { DATA_DIR: dataDir } })
  const webhook = await app.createWebhook()
  for (let n = 0; n < 3; n++) await deliver(app, webhook, `number ${n}`, `delivery-${n}`)
  expect(await run(dataDir, await newDatabase())).toMatchObject({ exit: 2, said: expect.stringContaining('is in use') })
  await app.close()
  const { url } = await move(dataDir)
  await onDatabase(url, `UPDATE webhook_events SET status_reason = 'changed' WHERE delivery_id = 'delivery-1'`)

  expect(await run(dataDir, url, '--verify')).toMatchObject({
    exit: 1,
    said: expect.stringMatching(/DIFFERENT webhook_events[\s\S]*Not the same on both sides: webhook_events\./),
  })
  expect(await run(dataDir, url)).toMatchObject({ exit: 2, said: expect.stringContaining('is not empty') })
  expect(await runSubcommand(['migrate-data', '--from', 'nowhere'], terminal().terminal)).toBe(2)
})

it('goes on where kill -9 has broken it off', { timeout: 180_000 }, async () => {
  const dataDir = makeFolder()
  const app = await startApp({ env: { DATA_DIR: dataDir } })
  const webhooks = [await app.createWebhook(), await app.createWebhook(), await app.createWebhook({ provider: 'GITLAB' })]
  await app.close()
  fillSqlite(dataDir, {
    events: 30_000,
    webhookIds: webhooks.map(({ id }) => id),
    agent: 'planner',
    commandId: 'cmd_none',
    fromMs: Date.now() - 3_600_000,
  })
  const url = await newDatabase()
  for (const rows of [5000, 20_000]) {
    const moving = spawn(
      process.execPath,
      ['--import', 'tsx', 'src/main.ts', 'migrate-data', '--from', `sqlite:${dataDir}/db/webhooks.db`, '--to', url],
      { stdio: 'ignore' },
    )
    await expect.poll(() => countIn(url, 'webhook_events'), { timeout: 60_000, interval: 20 }).toBeGreaterThan(rows)
    moving.kill('SIGKILL')
    await once(moving, 'exit')
  }
  expect(await countIn(url, 'webhook_events')).toBeLessThan(30_000)

  expect(await run(dataDir, url)).toMatchObject({ exit: 0, said: expect.stringContaining('rows are the same') })
  expect(await countIn(url, 'deliveries')).toBe(30_000)
})

async function move(dataDir: string): Promise<{ url: string; said: string; exit: number }> {
  const url = await newDatabase()
  return { url, ...(await run(dataDir, url)) }
}

async function run(dataDir: string, url: string, ...more: string[]): Promise<{ said: string; exit: number }> {
  const { terminal: screen, lines } = terminal()
  const exit = await runSubcommand(
    ['migrate-data', '--from', `sqlite:${path.join(dataDir, 'db', 'webhooks.db')}`, '--to', url, ...more],
    screen,
  )
  return { said: lines.join('\n'), exit }
}

function terminal() {
  const lines: string[] = []
  return { lines, terminal: { out: async () => {}, say: (text: string) => void lines.push(text) } }
}

async function newDatabase(): Promise<string> {
  const { env, remove } = await makeOwnDatabase()
  onTestFinished(remove)
  return env.DATABASE_URL!
}

function makeFolder(): string {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-move-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  return dataDir
}

async function deliver(app: TestApp, webhook: TestWebhook, title: string, deliveryId: string) {
  return app.deliver(webhook, {
    body: JSON.stringify({ action: 'opened', issue: { number: 1, title } }),
    headers: { 'x-github-event': 'issues', 'x-github-delivery': deliveryId },
  })
}

async function onDatabase(url: string, sql: string): Promise<Data[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** 0 where there is no such table yet. */
async function countIn(url: string, table: string): Promise<number> {
  return onDatabase(url, `SELECT count(*) AS n FROM ${table}`).then(
    ([row]) => Number(row.n),
    () => 0,
  )
}
