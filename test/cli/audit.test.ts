import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { ran } from './run.ts'

it('audit verify and export work beside a server, and verify knows the head of an earlier export', async () => {
  const app = await startApp()
  await app.createWebhook()
  const exported = await ran(app.dataDir, 'audit', 'export')
  await app.createWebhook()

  const lines = exported.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([{ seq: 1, verb: 'webhook.create', detail: { version: 1 } }])
  const head = /^Head: ([0-9a-f]{64})$/m.exec(exported.said)![1]!
  expect(head).toBe(lines[0].hash)
  const sound = await ran(app.dataDir, 'audit', 'verify', '--head', head)
  expect(sound).toMatchObject({ exit: 0, said: expect.stringContaining('2 entries') })
  expect(await app.graphql('{ verifyAudit { ok entries firstBadId reason } }')).toEqual({
    verifyAudit: { ok: true, entries: 2, firstBadId: null, reason: null },
  })

  await app.close()
})

it('audit verify answers 1 and names the bad entry', async () => {
  const app = await startApp()
  await app.createWebhook()
  await app.createWebhook()
  const file = new Sqlite(path.join(app.dataDir, 'db', 'webhooks.db'))
  file.exec('DROP TRIGGER audit_log_is_not_changed')
  file.exec("UPDATE audit_log SET actor = 'nobody' WHERE seq = 2")
  const { audit_id: id } = file.prepare('SELECT audit_id FROM audit_log WHERE seq = 2').get() as { audit_id: string }
  file.close()

  expect(await ran(app.dataDir, 'audit', 'verify')).toMatchObject({ exit: 1, said: expect.stringContaining(id) })
  const { verifyAudit } = await app.graphql('{ verifyAudit { ok firstBadId } }')
  expect(verifyAudit).toEqual({ ok: false, firstBadId: id })

  await app.close()
})

it('answers 2 where there is nothing to look at, and for what it does not know', async () => {
  const nowhere = await ran('/nonexistent', 'audit', 'verify')
  expect(nowhere).toMatchObject({ exit: 2, said: expect.stringContaining('There is no database') })
  expect(await ran('/nonexistent', 'audit', 'forget')).toMatchObject({ exit: 2, said: expect.stringContaining('Usage') })
  expect(await ran('/nonexistent', 'audit', 'verify', '--what')).toMatchObject({ exit: 2 })
})
