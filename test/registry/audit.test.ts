import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/backends/database/database.ts'
import { readAudit, verifyAudit } from '../../src/registry/audit.ts'
import { createApiKey } from '../../src/registry/keys.ts'
import { admin, createTestRegistry } from '../helpers/registry.ts'

const ENTRIES = 120

/** A sound log, longer than two pages. */
async function filled(): Promise<{ db: Database; ids: string[]; head: string }> {
  const registry = await createTestRegistry()
  for (let i = 0; i < ENTRIES; i++) await createApiKey(registry, admin, { name: `key ${i}`, role: 'VIEWER' })
  const ids: string[] = []
  for await (const { id } of readAudit(registry.db)) ids.push(id)
  // What only holds back mistakes does not hold back whoever can write the file.
  for (const { name } of await registry.db.read("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'"))
    await registry.db.write([{ sql: `DROP TRIGGER ${name}`, params: [] }])
  return { db: registry.db, ids, head: (await verifyAudit(registry.db)).head }
}

const run = (db: Database, ...statements: string[]) => db.write(statements.map((sql) => ({ sql, params: [] })))

describe('the audit', () => {
  it('is sound when nobody has touched it, and holds its earlier heads', async () => {
    const { db, head, ids } = await filled()

    expect(ids).toHaveLength(ENTRIES)
    expect(await verifyAudit(db)).toEqual({ ok: true, entries: ENTRIES, firstBadId: null, reason: null, head })
    const [early] = await db.read<{ hash: string }>('SELECT hash FROM audit_log WHERE seq = 3')
    expect((await verifyAudit(db, early!.hash)).ok).toBe(true)
  })

  it('is only added to, as long as nobody takes that away', async () => {
    const registry = await createTestRegistry()
    await createApiKey(registry, admin, { name: 'one', role: 'VIEWER' })

    await expect(run(registry.db, "UPDATE audit_log SET actor = 'x'")).rejects.toThrow('only added to')
    await expect(run(registry.db, 'DELETE FROM audit_log')).rejects.toThrow('only added to')
  })

  it('is sound when it is empty', async () => {
    const { db } = await createTestRegistry()

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 0, head: '' })
  })

  it.each([
    ['actor', "'somebody else'"],
    ['verb', "'key.revoke'"],
    ['subject', "'key_other'"],
    ['at', 'at + 1'],
    ['detail_json', "'{}'"],
    ['hash', "sha256('x')"],
  ])('names the entry whose %s was changed', async (column, value) => {
    const { db, ids } = await filled()
    await run(db, `UPDATE audit_log SET ${column} = ${value} WHERE seq = 70`)

    expect(await verifyAudit(db)).toMatchObject({ ok: false, entries: 69, firstBadId: ids[69] })
  })

  it('names the first entry behind one that was deleted', async () => {
    const { db, ids } = await filled()
    await run(db, 'DELETE FROM audit_log WHERE seq = 70')

    expect(await verifyAudit(db)).toMatchObject({ ok: false, firstBadId: ids[70], reason: 'Entries are missing before it: 70 to 70' })
  })

  it('names the first entry where the first ones were deleted, and where numbers were closed up', async () => {
    const { db, ids } = await filled()
    await run(db, 'DELETE FROM audit_log WHERE seq <= 5')
    expect(await verifyAudit(db)).toMatchObject({ ok: false, entries: 0, firstBadId: ids[5] })

    await run(db, 'UPDATE audit_log SET seq = seq - 5')
    expect(await verifyAudit(db)).toMatchObject({ ok: false, entries: 0, firstBadId: ids[5] })
  })

  it('names the first of two entries that changed places', async () => {
    const { db, ids } = await filled()
    await run(
      db,
      'UPDATE audit_log SET seq = 1000 WHERE seq = 20',
      'UPDATE audit_log SET seq = 20 WHERE seq = 30',
      'UPDATE audit_log SET seq = 30 WHERE seq = 1000',
    )

    expect(await verifyAudit(db)).toMatchObject({ ok: false, entries: 19, firstBadId: ids[29] })
  })

  it('names an entry that was put in', async () => {
    const { db } = await filled()
    await run(
      db,
      `INSERT INTO audit_log (audit_id, at, actor, verb, subject, detail_json, hash)
       SELECT 'aud_forged', at, actor, verb, subject, detail_json, hash FROM audit_log WHERE seq = ${ENTRIES}`,
    )

    expect(await verifyAudit(db)).toMatchObject({ ok: false, entries: ENTRIES, firstBadId: 'aud_forged' })
  })

  it('says where the end is gone', async () => {
    const { db, ids } = await filled()
    await run(db, 'DELETE FROM audit_log WHERE seq > 100')

    expect(await verifyAudit(db)).toMatchObject({
      ok: false,
      entries: 100,
      firstBadId: null,
      reason: `Entries are missing after ${ids[99]}: 101 to ${ENTRIES}`,
    })
  })

  it('is held against a head that is known, where the end was cut off without a trace', async () => {
    const { db, head } = await filled()
    await run(db, 'DELETE FROM audit_log WHERE seq > 100', "UPDATE sqlite_sequence SET seq = 100 WHERE name = 'audit_log'")

    expect((await verifyAudit(db)).ok).toBe(true)
    expect(await verifyAudit(db, head)).toMatchObject({ ok: false, firstBadId: null, reason: expect.stringContaining(head) })
  })
})
