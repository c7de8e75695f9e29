import { describe, expect, it } from 'vitest'
import { openBeside } from '../../src/backends/database/beside.ts'
import { encodeCursor } from '../../src/model/cursor.ts'
import { type Data, deliver, EVENTS, type LiveApp, openSocket, openSse, seqOf, startLive, until } from './helpers.ts'

const pick = (bound: number) => Math.floor(Math.random() * bound)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const { max } = Math

describe('resuming', () => {
  it('over WebSocket: cut 100 times while 10,000 events flow, a subscriber ends with all of them, in order', {
    timeout: 120_000,
  }, async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const flow = flowOf(deliver(app, webhook, 10_000))

    const { received, cuts } = await follow(app, { wanted: 10_000, cuts: 100, flow, open: subscribeBySocket })

    expect(cuts).toBeGreaterThanOrEqual(100)
    expect(received).toEqual(await storedOrder(app))
    expect(new Set(received).size).toBe(10_000)
  })

  it('over SSE with Last-Event-ID: cut 30 times while 2,000 events flow, it ends with all of them, in order', {
    timeout: 60_000,
  }, async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const flow = flowOf(deliver(app, webhook, 2000))

    const { received, cuts } = await follow(app, { wanted: 2000, cuts: 30, flow, open: subscribeBySse })

    expect(cuts).toBeGreaterThanOrEqual(30)
    expect(received).toEqual(await storedOrder(app))
  })

  it('begins with CONNECTED and a cursor, before anything happened', async () => {
    const app = await startLive()
    const socket = await openSocket(app)
    socket.subscribe('1', EVENTS)
    const sse = await openSse(app, EVENTS)
    await until(() => socket.got.has('1') && sse.got.length > 0, 'CONNECTED')

    expect(socket.got.get('1')).toEqual([{ data: { events: { kind: 'CONNECTED', cursor: expect.any(String), event: null } } }])
    expect(sse.got[0]?.id).toBe(sse.got[0]?.data.data.events.cursor)
  })

  it('misses nothing between feedCursor and subscribing from it', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const { feedCursor } = await app.graphql('{ feedCursor }')
    const ids = await deliver(app, webhook, 50)
    const socket = await openSocket(app)
    socket.subscribe('1', EVENTS, { after: feedCursor })
    ids.push(...(await deliver(app, webhook, 50)))
    await until(() => received(socket.got.get('1')).length >= 100, '100 events')

    expect(received(socket.got.get('1')).sort()).toEqual(ids.sort())
  })

  it('says TRUNCATED once for a cursor older than what is kept, then goes on from the oldest', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const { feedCursor } = await app.graphql('{ feedCursor }')
    await deliver(app, webhook, 20)
    const kept = await forget(app, 10)

    const socket = await openSocket(app)
    socket.subscribe('1', 'subscription ($after: FeedCursor) { feed(after: $after) { kind cursor } }', { after: feedCursor })
    await until(() => (socket.got.get('1')?.length ?? 0) >= 2 + kept.length, 'what is kept')
    await deliver(app, webhook, 1)
    await until(() => (socket.got.get('1')?.length ?? 0) >= 3 + kept.length, 'the next')

    const messages = socket.got.get('1')!.map(({ data }) => data.feed)
    expect(messages.slice(0, 2).map(({ kind }) => kind)).toEqual(['CONNECTED', 'TRUNCATED'])
    expect(
      messages
        .slice(2, -1)
        .map(({ cursor }) => seqOf(cursor))
        .slice(0, kept.length),
    ).toEqual(kept)
    expect(messages.filter(({ kind }) => kind === 'TRUNCATED')).toHaveLength(1)
  })

  it('says TRUNCATED when nothing at all is kept, then goes on with what happens', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    await deliver(app, webhook, 5)
    await forget(app, 0)

    const socket = await openSocket(app)
    socket.subscribe('1', EVENTS, { after: encodeCursor(1) })
    await until(() => socket.got.get('1')?.length === 2, 'TRUNCATED')
    const ids = await deliver(app, webhook, 1)
    await until(() => received(socket.got.get('1')).length === 1, 'the event')

    expect(
      socket.got
        .get('1')!
        .map(({ data }) => data.events.kind)
        .slice(0, 3),
    ).toEqual(['CONNECTED', 'TRUNCATED', 'EVENT_RECEIVED'])
    expect(received(socket.got.get('1'))).toEqual(ids)
  })

  it('does not say TRUNCATED to a client that has seen all that is gone', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    await deliver(app, webhook, 5)
    const last = await lastPosition(app)
    let cursor = ''
    await until(async () => {
      cursor = (await app.graphql('{ feedCursor }')).feedCursor
      return seqOf(cursor) >= last
    }, 'the feed having been handed out')
    await forget(app, 0)

    const socket = await openSocket(app)
    socket.subscribe('1', EVENTS, { after: cursor })
    const ids = await deliver(app, webhook, 1)
    await until(() => received(socket.got.get('1')).length === 1, 'the event')

    expect(
      socket.got
        .get('1')!
        .map(({ data }) => data.events.kind)
        .slice(0, 2),
    ).toEqual(['CONNECTED', 'EVENT_RECEIVED'])
    expect(received(socket.got.get('1'))).toEqual(ids)
  })

  // The database was restored to an earlier state. An error would keep the client out until a person steps in.
  it('says TRUNCATED for a cursor from the future, and gives again all that is kept', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const ids = await deliver(app, webhook, 3)

    const socket = await openSocket(app)
    socket.subscribe('1', EVENTS, { after: encodeCursor(1_000_000) })
    await until(() => received(socket.got.get('1')).length === 3, 'all that is kept')

    expect(
      socket.got
        .get('1')!
        .map(({ data }) => data.events.kind)
        .slice(0, 2),
    ).toEqual(['CONNECTED', 'TRUNCATED'])
    expect(received(socket.got.get('1')).sort()).toEqual(ids.sort())
  })

  it('refuses what is no cursor, on both transports, with a reason', async () => {
    const app = await startLive()
    const socket = await openSocket(app)
    socket.subscribe('1', EVENTS, { after: 'nonsense' })
    await until(() => socket.got.has('complete') || socket.got.has('error'), 'an end')
    const sse = await openSse(app, EVENTS, { lastEventId: 'nonsense' })
    let text = ''
    sse.res.on('data', (chunk) => (text += chunk))
    await sse.ended

    const [refused] = (socket.got.get('1') ?? []).concat(socket.got.get('error') ?? [])
    expect(JSON.stringify(refused)).toContain('expected a cursor that this server gave out')
    expect(JSON.stringify(refused)).toContain('BAD_USER_INPUT')
    expect(text).toContain('expected a cursor that this server gave out')
    expect(app.live().subscribers).toBe(0)
  })
})

interface Connection {
  /** Messages of this connection so far. */
  messages(): Data[]
  cut(): void
}
type Open = (app: LiveApp, after: string | null) => Promise<Connection>

async function subscribeBySocket(app: LiveApp, after: string | null): Promise<Connection> {
  const { socket, got, subscribe } = await openSocket(app)
  subscribe('1', EVENTS, { after })
  return { messages: () => (got.get('1') ?? []).map(({ data }) => data.events), cut: () => socket.terminate() }
}

async function subscribeBySse(app: LiveApp, after: string | null): Promise<Connection> {
  const { got, cut } = await openSse(app, EVENTS, { lastEventId: after })
  return { messages: () => got.map(({ data }) => data.data.events), cut }
}

interface Flow {
  ended: boolean
  failed: unknown
}
function flowOf(delivering: Promise<unknown>): Flow {
  const flow: Flow = { ended: false, failed: null }
  delivering.then(
    () => (flow.ended = true),
    (error) => (flow.failed = error),
  )
  return flow
}

/** Reads on, cut at random moments, each time resuming by the last cursor that it saw. */
async function follow(app: LiveApp, { wanted, cuts: wantedCuts, flow, open }: { wanted: number; cuts: number; flow: Flow; open: Open }) {
  const ids: string[] = []
  let cursor: string | null = encodeCursor(0)
  let cuts = 0
  for (let last = false; !last; ) {
    const connection = await open(app, cursor)
    if (cuts < wantedCuts) await sleep(pick(flow.ended ? 20 : 120))
    else {
      last = true
      await until(() => flow.ended || flow.failed !== null, 'the end of the flow', 90_000)
      await until(() => ids.length + received(wrap(connection.messages())).length >= wanted, 'all events', 30_000)
      await sleep(100)
    }
    const messages = connection.messages()
    connection.cut()
    cuts++
    const seqs = messages.map((message) => seqOf(message.cursor))
    expect(messages[0]?.kind ?? 'CONNECTED').toBe('CONNECTED')
    // CONNECTED repeats the position; from there each is after the one before.
    expect(seqs.every((seq, at) => at < 2 || seq > seqs[at - 1]!)).toBe(true)
    ids.push(...received(wrap(messages)))
    cursor = messages.at(-1)?.cursor ?? cursor
  }
  if (flow.failed) throw flow.failed
  return { received: ids, cuts }
}

const wrap = (messages: Data[]) => messages.map((events) => ({ data: { events } }))

function received(messages: Data[] = []): string[] {
  return messages.filter(({ data }) => data.events.kind === 'EVENT_RECEIVED').map(({ data }) => data.events.event.id)
}

/** The ids of all received events in the feed's own order. */
async function storedOrder({ place }: LiveApp): Promise<string[]> {
  const db = await openBeside(place)
  const rows = await db.read<{ id: string }>(`SELECT node_id AS id FROM change_feed WHERE kind = 'EVENT_RECEIVED' ORDER BY seq`)
  await db.close()
  return rows.map(({ id }) => id)
}

async function lastPosition({ place }: LiveApp): Promise<number> {
  const db = await openBeside(place)
  const [row] = await db.read<{ last: number }>('SELECT max(seq) AS last FROM change_feed')
  await db.close()
  return row!.last
}

/** Plays the retention: only the newest `keep` changes stay; answers their positions. */
async function forget({ place }: LiveApp, keep: number): Promise<number[]> {
  const db = await openBeside(place, { readonly: false })
  const all = (await db.read<{ seq: number }>('SELECT seq FROM change_feed ORDER BY seq')).map(({ seq }) => seq)
  const kept = all.slice(max(0, all.length - keep))
  await db.write([{ sql: 'DELETE FROM change_feed WHERE seq < ?', params: [kept[0] ?? Number.MAX_SAFE_INTEGER] }])
  await db.close()
  return kept
}
