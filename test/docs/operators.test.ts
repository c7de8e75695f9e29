import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { caller, ROTATE } from '../e2e/proposals/helpers.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { codeBlocks, ROOT } from './documents.ts'

let app: TestApp
let webhookId: string
beforeAll(async () => {
  app = await startApp()
  const { id } = await app.createWebhook()
  webhookId = id
  await app.graphql('mutation ($id: ID!) { sendTestEvent(webhookId: $id, eventType: "issues.opened") { __typename } }', { id })
})
afterAll(() => app.close())

it('a line of the log looks as docs/operators.md shows it', () => {
  const shown = JSON.parse(codeBlocks('docs/operators.md', 'json')[0]!)

  const logged = app.log.find(({ msg }) => msg === shown.msg)

  expect(Object.keys(logged).sort()).toEqual(Object.keys(shown).sort())
  expect(logged).toMatchObject({ level: shown.level, eventType: shown.eventType, status: shown.status })
})

it('its GraphQL documents are answered', async () => {
  const [key, policy, approve, health, stats] = codeBlocks('docs/operators.md', 'graphql')
  const brain = await caller(app)

  expect(await app.graphql(key!)).toMatchObject({ createApiKey: { key: expect.any(String) } })
  expect(await app.graphql(policy!, { key: brain.keyId })).toEqual({
    setAgentPolicy: { policy: { mayDo: ['createWebhook', 'addCommand'] } },
  })
  const { proposal } = await brain.run(ROTATE, { id: webhookId })
  const approved = { secret: expect.any(String), proposal: { status: 'APPROVED' } }
  expect(await app.graphql(approve!, { id: proposal.id })).toEqual({ approveProposal: approved })
  expect(await app.graphql(health!)).toMatchObject({ health: { ok: true, queueDepth: 0 } })
  expect(await app.graphql(stats!)).toMatchObject({ stats: { received: 1, failed: 0, latency: { since: expect.any(String) } } })
})

it('its backup of a running server holds what was stored', async () => {
  const copy = path.join(app.dataDir, 'backup.db')
  const command = codeBlocks('docs/operators.md', 'sh').find((block) => block.includes('backup'))!

  await promisify(execFile)('bash', ['-c', command.replace('data/db', `${app.dataDir}/db`).replace('backup.db', copy)], { cwd: ROOT })

  expect(existsSync(copy)).toBe(true)
  const backup = new Sqlite(copy, { readonly: true })
  expect(backup.prepare('SELECT count(*) FROM webhook_events').pluck().get()).toBe(1)
  backup.close()
})
