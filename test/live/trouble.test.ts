import { monitorEventLoopDelay } from 'node:perf_hooks'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { encodeCursor } from '../../src/model/cursor.ts'
import { type Data, deliver, EVENTS, type LiveApp, openSocket, openSse, startLive, until } from './helpers.ts'

describe('a live stream', () => {
  it('gives a change that cannot be told an error of its own, and goes on', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const { feedCursor } = await app.graphql('{ feedCursor }')
    const [broken] = await deliver(app, webhook, 1)
    onDatabase(app, (db) => db.prepare(`UPDATE webhook_events SET headers_json = '{' WHERE event_id = ?`).run(broken))
    const [sound] = await deliver(app, webhook, 1)

    const socket = await openSocket(app)
    socket.subscribe('1', 'subscription ($after: FeedCursor) { events(after: $after) { kind cursor event { id headers } } }', {
      after: feedCursor,
    })
    await until(() => socket.got.get('1')?.length === 5, 'CONNECTED and twice two changes')

    const [, first, , third] = socket.got.get('1') as Data[]
    expect(first.errors[0]).toMatchObject({ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } })
    expect(third.data.events.event.id).toBe(sound)
    expect(app.log.map(({ msg }) => msg)).toContain('a resolver failed')
    socket.socket.terminate()
  })

  it('is closed with 1011 when the database cannot be read, and can be resumed when it can', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const { feedCursor } = await app.graphql('{ feedCursor }')
    const socket = await openSocket(app)
    const sse = await openSse(app, EVENTS)
    socket.subscribe('1', EVENTS)
    await until(() => app.live().groups === 1 && socket.got.has('1') && sse.got.length === 1, 'two subscribers')
    onDatabase(app, (db) => {
      db.exec('ALTER TABLE webhook_events RENAME TO out_of_reach')
      db.exec(`INSERT INTO change_feed (kind, node_id, webhook_id, at) VALUES ('EVENT_RECEIVED', 'evt_x', '${webhook.id}', 0)`)
    })
    const { code } = await socket.closed
    await sse.ended
    onDatabase(app, (db) => db.exec('ALTER TABLE out_of_reach RENAME TO webhook_events'))
    const [sound] = await deliver(app, webhook, 1)
    const again = await openSocket(app)
    again.subscribe('1', EVENTS, { after: feedCursor })
    await until(() => (again.got.get('1')?.length ?? 0) >= 3, 'CONNECTED and what was missed')

    expect(code).toBe(1011)
    expect(socket.got.has('complete')).toBe(false)
    expect(
      again.got
        .get('1')!
        .map(({ data }) => [data.events.kind, data.events.event?.id])
        .slice(0, 3),
    ).toEqual([
      ['CONNECTED', undefined],
      ['EVENT_RECEIVED', undefined],
      ['EVENT_RECEIVED', sound],
    ])
    expect(app.log.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['changes could not be loaded', 'a subscription failed']))
    again.socket.terminate()
  })

  it('leaves others their time while it reads through a long feed of which it wants nothing', { timeout: 60_000 }, async () => {
    const app = await startLive()
    onDatabase(app, (db) =>
      db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
        INSERT INTO change_feed (kind, node_id, webhook_id, at) SELECT 'EVENT_RECEIVED', 'evt_' || i, 'w', 0 FROM n`),
    )
    await app.createWebhook()
    const socket = await openSocket(app)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    socket.subscribe('1', 'subscription ($after: FeedCursor) { tasks(after: $after) { kind } }', { after: encodeCursor(0) })
    await until(() => app.live().groups === 1, 'it has caught up', 30_000)
    delay.disable()

    expect(delay.max / 1e6).toBeLessThan(150)
    socket.socket.terminate()
  })
})

/** Does something to the database behind the server's back. */
function onDatabase({ databaseFile }: LiveApp, work: (db: Sqlite.Database) => void): void {
  const db = new Sqlite(databaseFile, { timeout: 5000 })
  work(db)
  db.close()
}
