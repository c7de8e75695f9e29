import { expect, it } from 'vitest'
import { createAuditRefusals } from '../../src/registry/audit-refusals.ts'
import { createTestRegistry, type TestRegistry } from '../helpers/registry.ts'

const refusal = { actor: "a viewer's key", address: '192.0.2.1', verb: 'refused', subject: 'deleteWebhook', reason: 'Not allowed' }

async function verbs({ db }: TestRegistry): Promise<unknown[]> {
  await db.write([])
  return (await db.read('SELECT verb FROM audit_log ORDER BY seq')).map(({ verb }) => verb)
}

it('what was refused is in the audit, with who asked, from where, and why', async () => {
  const registry = await createTestRegistry()

  registry.auditRefusal(refusal)

  await registry.db.write([])
  const [row] = await registry.db.read('SELECT actor, verb, subject, detail_json AS detail FROM audit_log')
  expect({ ...row, detail: JSON.parse(String(row!.detail)) }).toEqual({
    actor: refusal.actor,
    verb: 'refused',
    subject: 'deleteWebhook',
    detail: { reason: 'Not allowed', address: '192.0.2.1' },
  })
})

it('one caller writes five rows a minute, and the rest is counted after it', async () => {
  const registry = await createTestRegistry()
  for (let i = 0; i < 1000; i++) registry.auditRefusal(refusal)
  expect(await verbs(registry)).toHaveLength(5)

  registry.pass(60_000)
  registry.auditRefusal({ ...refusal, subject: 'x'.repeat(10_000) })

  expect((await verbs(registry)).slice(5)).toEqual(['refused.more', 'refused'])
  const rows = await registry.db.read('SELECT subject, detail_json AS detail FROM audit_log WHERE seq > 5 ORDER BY seq')
  expect(JSON.parse(String(rows[0]!.detail))).toEqual({ count: 995 })
  expect(String(rows[1]!.subject)).toHaveLength(200)
})

it('callers from everywhere write 30 rows a minute', async () => {
  const registry = await createTestRegistry()
  const note = createAuditRefusals(registry)

  for (let i = 0; i < 1000; i++) note({ ...refusal, address: `2001:db8::${i}` })

  expect(await verbs(registry)).toHaveLength(30)
})
