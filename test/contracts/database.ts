import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  auditEntry,
  type Database,
  ExpectationFailed,
  feedEntry,
  insert,
  type NewEvent,
  update,
} from '../../src/backends/database/database.ts'
import { startFeed } from '../../src/backends/feed/feed.ts'
import { createLogger } from '../../src/log.ts'
import type { Change } from '../../src/model/feed.ts'
import { newId } from '../../src/model/id.ts'
import { verifyAudit } from '../../src/registry/audit.ts'

/** What every database keeps to. `open` gives a fresh one with a webhook `shop`, closed after the test. */
export function describeDatabase(open: () => Promise<Database>): void {
  describe('a database', () => {
    it('stores a delivery with all that was decided about it', async () => {
      const db = await openWithWebhook(open)
      const event = newEvent({
        tasks: [{ id: newId('task'), commandId: 'cmd_1', actionId: null, agent: 'planning', prompt: 'Plan é\u{1F4A5}' }],
        matched: 1,
      })

      expect(await db.record(event)).toMatchObject({ eventId: event.id, repeated: false })

      expect(await db.read('SELECT status, response_sent, created_at FROM webhook_events')).toEqual([
        { status: 'PROCESSED', response_sent: 0, created_at: event.receivedAtMs },
      ])
      expect(await db.read('SELECT task_id, prompt, status FROM tasks')).toEqual([
        { task_id: event.tasks[0]!.id, prompt: 'Plan é\u{1F4A5}', status: 'QUEUED' },
      ])
      await expect.poll(() => kinds(db)).toEqual(['EVENT_RECEIVED', 'TASK_QUEUED', 'EVENT_PROCESSED'])
      expect(await db.read('SELECT received, matched FROM delivery_stats')).toEqual([{ received: 1, matched: 1 }])
    })

    it('finds the event that a delivery repeats: later, and in the same moment', async () => {
      const db = await openWithWebhook(open)
      const [first, second, third] = [newEvent({ deliveryId: 'd' }), newEvent({ deliveryId: 'd' }), newEvent({ deliveryId: 'd' })]

      const atOnce = await Promise.all([db.record(first), db.record(second)])
      const later = await db.record(third)

      expect(atOnce.map(({ repeated }) => repeated).sort()).toEqual([false, true])
      expect(new Set([...atOnce, later].map(({ eventId }) => eventId)).size).toBe(1)
      expect(later.repeated).toBe(true)
      await expect.poll(() => kinds(db)).toEqual(['EVENT_RECEIVED', 'EVENT_PROCESSED'])
    })

    it('takes one signature once where the replay guard is on, in the same moment too', async () => {
      const db = await openWithWebhook(open)
      const signed = () => newEvent({ signatureHash: 'a hash', replaySinceMs: 0 })

      const stored = await Promise.all([signed(), signed(), signed()].map(db.record))

      expect(stored.filter(({ repeated }) => !repeated)).toHaveLength(1)
      expect(new Set(stored.map(({ eventId }) => eventId)).size).toBe(1)
    })

    it('keeps any payload byte for byte, and any text that an event holds', async () => {
      const db = await openWithWebhook(open)
      const payload = JSON.stringify({
        nul: '\u0000',
        lone: '\ud800',
        text: 'größe \u{1F4A5}',
        large: randomBytes(2_000_000).toString('base64'),
      })
      const rawBody = randomBytes(1000)

      const { eventId } = await db.record(newEvent({ payload: Buffer.from(payload), rawBody, statusReason: 'with a \u0000' }))

      const stored = await db.prisma.webhookEvent.findUniqueOrThrow({ where: { eventId } })
      expect(sha256(stored.payloadJson!)).toBe(sha256(payload))
      expect(Buffer.from(stored.rawBody!)).toEqual(rawBody)
      expect(stored).toMatchObject({ responseSent: false, createdAt: expect.any(Date), statusReason: expect.stringMatching(/^with a .$/u) })
    })

    it('does all of a unit or nothing, whatever else is in its commit', async () => {
      const db = await openWithWebhook(open)
      const agent = (name: string) => insert('agents', { name, last_seen_at: 1 })

      const results = await Promise.allSettled([
        db.write([agent('a')]),
        db.write([agent('b'), update('agents', { last_seen_at: 2 }, { name: 'nobody' }, 1)]),
        db.write([agent('c'), agent('c')]),
        db.write([agent('d'), feedEntry('AGENT_SEEN' as never, 'd', { atMs: 1 })]),
        db.record(newEvent()),
      ])

      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'fulfilled'])
      expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ constructor: ExpectationFailed, index: 1 })
      expect(await db.read('SELECT name FROM agents ORDER BY name')).toEqual([{ name: 'a' }, { name: 'd' }])
    })

    it('settles an event once', async () => {
      const db = await openWithWebhook(open)
      const event = newEvent({ status: 'RECEIVED' })
      await db.record(event)
      const settled = { eventId: event.id, webhookId: 'shop', status: 'PROCESSED' as const, reason: null, decisionsJson: '[]' }

      const tries = await Promise.all([1, 2, 3].map(() => db.settle({ ...settled, matchedCommand: null, actions: [], tasks: [], atMs: 5 })))

      expect(tries.filter(Boolean)).toHaveLength(1)
    })

    it('looks at what there is as if it were alone', async () => {
      const db = await openWithWebhook(open)
      const takePlace = (name: string) => ({
        sql: 'INSERT INTO agents (name, last_seen_at) SELECT ?, 1 WHERE (SELECT count(*) FROM agents) < 3',
        params: [name],
        expect: 1,
      })

      const results = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => db.write([takePlace(`agent-${number}`)])))

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    })

    it('chains the audit, however many write to it at once', async () => {
      const db = await openWithWebhook(open)
      const entry = (number: number) =>
        auditEntry({ actor: 'a test', verb: 'tested', subject: `${number}`, detail: { number }, atMs: number })

      await Promise.allSettled(
        Array.from({ length: 40 }, (_, number) => db.write([entry(number), ...(number % 4 === 0 ? [entry(number), impossible] : [])])),
      )

      expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 30, firstBadId: null })
      expect(await db.lastAudit()).toBe(30)
      await expect(db.write([{ sql: 'DELETE FROM audit_log WHERE seq = 30', params: [] }])).rejects.toThrow('only added to')
    })

    it('hands out the feed in order, each change once, to whoever listens and to whoever reads', async () => {
      const db = await openWithWebhook(open)
      const heard: Change[] = []
      const feed = await startFeed(db, createLogger('silent'))
      feed.listen((changes) => void heard.push(...changes))

      const events = Array.from({ length: 300 }, () => newEvent())
      for (let from = 0; from < events.length; from += 30)
        await Promise.all([...events.slice(from, from + 30).map(db.record), db.write([feedEntry('WEBHOOK_UPDATED', 'shop', { atMs: 1 })])])

      await expect.poll(() => heard.length).toBe(610)
      expect(heard.map(({ seq }) => seq)).toEqual(heard.map(({ seq }) => seq).sort((a, b) => a - b))
      await expect.poll(async () => (await readAll(db)).length).toBe(610)
      const read = await readAll(db)
      expect(read.map(({ seq, nodeId, kind }) => [seq, nodeId, kind])).toEqual(heard.map(({ seq, nodeId, kind }) => [seq, nodeId, kind]))
      expect(await db.feedBounds()).toMatchObject({ first: expect.any(Number) })
      feed.close()
    })

    it('knows what the feed no longer holds', async () => {
      const db = await openWithWebhook(open)
      await db.record(newEvent())
      // On PostgreSQL the feed waits for the transactions of others that run.
      await expect.poll(() => kinds(db)).toHaveLength(2)
      const before = await db.feedBounds()
      const all = await readAll(db)

      await db.write([{ sql: 'DELETE FROM change_feed WHERE seq <= ?', params: [all[0]!.seq] }])
      const trimmed = await db.feedBounds()
      await db.write([{ sql: 'DELETE FROM change_feed', params: [] }])
      const emptied = await db.feedBounds()

      expect(before.first).toBeLessThanOrEqual(all[0]!.seq)
      expect(trimmed.first).toBeGreaterThan(all[0]!.seq)
      expect(trimmed.first).toBeLessThanOrEqual(all[1]!.seq)
      expect(emptied.first).toBeGreaterThan(all[1]!.seq)
      expect(emptied.last).toBeGreaterThanOrEqual(all[1]!.seq)
    })

    it('reads a list of any length as one parameter', async () => {
      const db = await openWithWebhook(open)
      const among = 'SELECT count(*) AS found FROM webhook_configs WHERE webhook_id IN (SELECT value FROM json_each(?))'

      expect(await db.read(among, [JSON.stringify(['shop', "o'hara", '?'])])).toEqual([{ found: 1 }])
      expect(await db.read(among, ['[]'])).toEqual([{ found: 0 }])
    })

    it('orders ids by their bytes', async () => {
      const db = await openWithWebhook(open)
      for (const name of ['b', 'A', 'a', '-', 'é', '_', '0']) await db.write([insert('agents', { name })])

      const rows = await db.read<{ name: string }>('SELECT name FROM agents ORDER BY name')

      expect(rows.map(({ name }) => name)).toEqual(['-', '0', 'A', '_', 'a', 'b', 'é'])
    })
  })
}

const impossible = update('agents', { last_seen_at: 2 }, { name: 'nobody' }, 1)

async function openWithWebhook(open: () => Promise<Database>): Promise<Database> {
  const db = await open()
  await db.write([
    insert('webhook_configs', {
      webhook_id: 'shop',
      name: 'Shop',
      provider: 'custom',
      endpoint: '/webhooks/custom/shop',
      config_json: '{}',
      created_at: 1,
      created_by: 'a test',
      updated_at: 1,
    }),
  ])
  return db
}

function newEvent(given: Partial<NewEvent> = {}): NewEvent {
  const id = newId('event')
  return {
    id,
    webhookId: 'shop',
    provider: 'custom',
    eventType: 'order.created',
    deliveryId: id,
    status: 'PROCESSED',
    statusReason: null,
    payload: Buffer.from('{}'),
    rawBody: null,
    headersJson: '{}',
    subjectJson: '{}',
    verificationJson: '{}',
    decisionsJson: '[]',
    matchedCommand: null,
    matched: 0,
    responseSent: false,
    replayOf: null,
    receivedAtMs: Date.now(),
    processedAtMs: null,
    signatureHash: null,
    replaySinceMs: 0,
    actions: [],
    tasks: [],
    ...given,
  }
}

async function readAll(db: Database): Promise<Change[]> {
  const all: Change[] = []
  for (;;) {
    const page = await db.readFeed(all.at(-1)?.seq ?? 0, 100)
    if (page.length === 0) return all
    all.push(...page)
  }
}

async function kinds(db: Database): Promise<string[]> {
  return (await readAll(db)).map(({ kind }) => kind)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
