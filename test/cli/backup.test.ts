import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { ran } from './run.ts'

const SECRET = 'a-secret-that-nobody-may-read'
const COMMAND = { trigger: 'issues', action: 'CREATE_TASK', agent: 'planner', template: 'first' }

it('is made at each change, once, and holds no secret that can be read', async () => {
  const app = await startApp({ tuning: { backUpEveryMs: 50 } })
  await app.createWebhook({ secret: SECRET })
  await expect.poll(() => names(app).length).toBeGreaterThan(0)
  await expect.poll(async () => JSON.parse((await shown(app)).out).tables.webhook_configs.length).toBe(1)
  const before = names(app).length
  await new Promise((resolve) => setTimeout(resolve, 300))

  expect(names(app)).toHaveLength(before)
  expect(
    names(app)
      .map((name) => readFileSync(path.join(folderOf(app), name), 'utf8'))
      .join(),
  ).not.toContain(SECRET)
  expect((await ran(app.dataDir, 'backup', 'create')).said).toBe('The last backup says the same.')
  await app.close()
})

it('brings back what was changed, deleted and added, beside a server that goes on', async () => {
  const app = await startApp({ env: { CONFIG_FILES: 'off' } })
  const changed = await app.createWebhook({ name: 'Changed', secret: SECRET, commands: [COMMAND] })
  const deleted = await app.createWebhook({ name: 'Deleted', secret: SECRET })
  await ran(app.dataDir, 'backup', 'create')
  const [name] = names(app)
  const update = 'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { __typename } }'
  await app.graphql(update, { input: { id: changed.id, name: 'Other', commands: [{ ...COMMAND, template: 'second' }] } })
  await app.graphql('mutation ($id: ID!) { deleteWebhook(id: $id) { __typename } }', { id: deleted.id })
  const later = await app.createWebhook({ name: 'Later' })

  const dry = await ran(app.dataDir, 'backup', 'restore', name!, '--dry-run')
  expect(dry.said).toContain(`webhook_configs ${changed.id}: differs in name`)
  expect(await nameOf(app, changed)).toBe('Other')
  expect(await ran(app.dataDir, 'backup', 'restore', name!)).toMatchObject({ exit: 2, said: expect.stringContaining('say --yes') })
  expect(await nameOf(app, changed)).toBe('Other')
  expect((await ran(app.dataDir, 'backup', 'restore', name!, '--yes')).exit).toBe(0)

  await expect.poll(() => nameOf(app, changed)).toBe('Changed')
  await expect.poll(async () => (await deliver(app, deleted)).status).toBe(202)
  const { json } = await deliver(app, changed)
  const { event } = await app.graphql(`{ event(id: "${json.event_id}") { tasks { prompt } } }`)
  expect(event.tasks.map(({ prompt }: Data) => prompt)).toEqual(['first'])
  expect(await nameOf(app, later)).toBe('Later')
  const { verifyAudit, auditLog } = await app.graphql('{ verifyAudit { ok } auditLog(first: 1) { edges { node { verb actor } } } }')
  expect([verifyAudit.ok, auditLog.edges[0].node]).toEqual([true, { verb: 'config.restore', actor: 'backup restore' }])
  expect((await ran(app.dataDir, 'backup', 'restore', name!, '--yes')).said).toContain('says what the backup says')
  await app.close()
})

it('makes the webhooks of a lost database again, with the same addresses and secrets', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-backup-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const app = await startApp({ env: { DATA_DIR: dataDir, CONFIG_FILES: 'off' } })
  const webhook = await app.createWebhook({ secret: SECRET, commands: [COMMAND] })
  await ran(app.dataDir, 'backup', 'create')
  const [name] = names(app)
  await app.close()
  const folder = path.join(app.dataDir, 'db')
  const key = readFileSync(path.join(folder, 'secret.key'))
  for (const file of readdirSync(folder)) rmSync(path.join(folder, file), { force: true })
  expect(await ran(app.dataDir, 'backup', 'restore', name!, '--yes')).toMatchObject({
    exit: 2,
    said: expect.stringContaining('cannot be opened here'),
  })
  writeFileSync(path.join(folder, 'secret.key'), key, { mode: 0o600 })

  expect(await ran(app.dataDir, 'backup', 'restore', name!, '--yes')).toMatchObject({ exit: 0, said: expect.stringContaining('Restored') })
  const again = await startApp({ env: { DATA_DIR: app.dataDir, CONFIG_FILES: 'off' } })
  expect((await deliver(again, webhook)).status).toBe(202)
  expect((await again.deliver(webhook, { body: '{}', secret: 'another', headers: { 'x-github-event': 'issues' } })).status).toBe(401)
  await again.close()
})

it('lets no key back in that was revoked since', async () => {
  const app = await startApp({ env: { CONFIG_FILES: 'off' } })
  const { createApiKey: made } = await app.graphql(
    'mutation { createApiKey(name: "left", role: ADMIN) { ... on CreateApiKeyPayload { key apiKey { id } } } }',
  )
  await ran(app.dataDir, 'backup', 'create')
  await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: made.apiKey.id })

  expect((await ran(app.dataDir, 'backup', 'restore', names(app)[0]!, '--yes')).exit).toBe(0)

  const headers = { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ viewer { role } }"}' })
  expect(answer.status).toBe(401)
  await app.close()
})

it('says what is wrong with a name', async () => {
  const app = await startApp()
  expect(await ran(app.dataDir, 'backup', 'restore', 'nothing.json')).toMatchObject({
    exit: 2,
    said: expect.stringContaining('There is no backup nothing.json'),
  })
  expect(await ran(app.dataDir, 'backup', 'show')).toMatchObject({ exit: 2, said: expect.stringContaining('backup list') })
  expect((await ran(app.dataDir, 'backup', 'list')).said).toBe('There are no backups.')
  await app.close()
})

function folderOf(app: TestApp): string {
  return path.join(app.dataDir, 'storage', 'config')
}

function names(app: TestApp): string[] {
  try {
    return readdirSync(folderOf(app)).sort()
  } catch {
    return []
  }
}

function shown(app: TestApp) {
  return ran(app.dataDir, 'backup', 'show', names(app).at(-1)!)
}

async function nameOf(app: TestApp, webhook: TestWebhook): Promise<string> {
  return (await app.graphql('query ($id: ID!) { webhook(id: $id) { name } }', { id: webhook.id })).webhook.name
}

function deliver(app: TestApp, webhook: TestWebhook) {
  return app.deliver(webhook, { body: '{"action":"opened","issue":{"number":1,"title":"x"}}', headers: { 'x-github-event': 'issues' } })
}
