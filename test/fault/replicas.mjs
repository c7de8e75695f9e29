// Two replicas on PostgreSQL and Redis under a steady load: restarted one after the other, killed, their Redis killed, their
// PostgreSQL crashed and hung. Four ledgers: what was sent and how it was answered, what is stored, what a subscriber heard, and what
// came out at the other end.
import { rmSync } from 'node:fs'
import http from 'node:http'
import pg from 'pg'
import { newDataDir, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { freePort } from '../../scripts/ports.mjs'
import { startPostgres } from '../../scripts/postgres.mjs'
import { startRedis } from '../../scripts/redis.mjs'
import { runAlone } from './lib/checks.mjs'
import { follow } from './lib/follower.mjs'
import { createSenders, send } from './lib/senders.mjs'
import { keyOf } from './lib/store.mjs'

const LOAD_MS = Number(process.env.FAULT_SECONDS ?? 120) * 1000
const PER_SECOND = 200
const [MAX_TRIES, RETRY_MS] = [120, 250]
const MOST_WAITING = 400
const SETTLE_MS = 60_000

export async function replicas({ check, none }) {
  const [postgres, redis, sink] = [await startPostgres(), await startRedis(), await startSink()]
  const shared = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    WEBHOOK_SECRET_KEY: 'the same on both of the replicas',
    EGRESS_ALLOW: '127.0.0.1',
    LOG_LEVEL: 'error',
    BREAKER_THREAD_ACTIONS: '1000000',
    BREAKER_WEBHOOK_ACTIONS: '1000000',
  }
  const places = [
    { dataDir: newDataDir(), port: await freePort() },
    { dataDir: newDataDir(), port: await freePort() },
  ]
  const start = (index) => startServer({ ...places[index], env: shared })
  const servers = [await start(0), await start(1)]
  const senders = await createSenders(servers[0], `http://127.0.0.1:${sink.port}`)
  await forwardTo(servers[0], `http://127.0.0.1:${sink.port}/forwarded`, senders[0].webhookId)
  const ledger = createLedger(places, senders)
  const follower = follow(places[1].port)
  await sleep(1000)
  const load = startLoad(ledger)

  for (const [share, name, fault] of faults({ postgres, redis, servers, start })) {
    await load.until(share * LOAD_MS)
    const before = ledger.count5xx()
    await fault()
    console.log(`       ${name}, after ${Math.round(load.ms() / 1000)} s`)
    if (name.startsWith('rolling')) check(ledger.count5xx() === before, 'a rolling restart answers nothing with 5xx')
  }
  await load.until(LOAD_MS)
  await load.stop()

  const sent = ledger.sent()
  none(ledger.unexpected(), 'every answer was 2xx, or 503 while the database was away')
  none(
    sent.filter(({ acknowledgedAs }) => acknowledgedAs.size === 0).map(({ deliveryId }) => deliveryId),
    `each of ${sent.length} deliveries was taken in the end`,
  )
  const db = new pg.Client({ connectionString: postgres.url })
  await db.connect()
  await untilQuiet(db)
  await judge({ db, sent, follower, sink, check, none })
  follower.stop()
  await db.end()
  for (const server of servers) await server.stop()
  await Promise.all([postgres.stop(), redis.stop(), sink.close()])
  for (const { dataDir } of places) rmSync(dataDir, { recursive: true })
}

/** When in the load, as a part of it, and what. */
function faults({ postgres, redis, servers, start }) {
  const restart = async (index, signal) => {
    await servers[index].kill(signal)
    servers[index] = await start(index)
  }
  const hang = async () => {
    redis.pause()
    await sleep(5000)
    redis.resume()
  }
  return [
    [0.1, 'rolling restart of both replicas', () => restart(0, 'SIGTERM').then(() => restart(1, 'SIGTERM'))],
    [0.3, 'kill -9 of a replica', () => restart(0, 'SIGKILL')],
    [0.4, 'kill -9 of Redis, which forgets all', () => redis.restart()],
    [0.5, 'crash of PostgreSQL', () => postgres.restart('SIGQUIT')],
    [0.65, 'restart of PostgreSQL', () => postgres.restart('SIGINT')],
    [0.75, 'Redis hangs for 5 s', hang],
    [0.9, 'kill -9 of the other replica', () => restart(1, 'SIGKILL')],
  ]
}

async function judge({ db, sent, follower, sink, check, none }) {
  const { rows: events } = await db.query(`SELECT e.event_id AS id, e.webhook_id AS "webhookId", e.delivery_id AS "deliveryId", e.status,
    convert_to(e.payload_json, 'UTF8') AS payload, e.raw_body AS "rawBody", count(t.task_id)::int AS tasks, count(DISTINCT t.command_id)::int AS commands
    FROM webhook_events e LEFT JOIN tasks t ON t.event_id = e.event_id GROUP BY e.event_id`)
  const stored = new Map(events.map((event) => [keyOf(event), event]))
  check(stored.size === events.length, `no delivery is stored twice (${events.length})`)
  none(
    sent.filter((delivery) => !isStored(delivery, stored.get(keyOf(delivery)))).map(({ deliveryId }) => deliveryId),
    'each is stored under the id that was answered, byte for byte',
  )
  check(stored.size === new Set(sent.map(keyOf)).size, 'nothing is stored that was not sent')
  none(
    sent.filter((delivery) => stored.get(keyOf(delivery))?.tasks !== delivery.tasks).map(({ deliveryId }) => deliveryId),
    'each has its tasks, each once',
  )
  none(
    events.filter(({ status }) => status !== 'PROCESSED').map(({ id, status }) => [id, status]),
    'each is worked off',
  )
  const { rows: forwarded } = await db.query(`SELECT action_id AS id, status FROM webhook_actions WHERE kind = 'forward'`)
  none(
    forwarded.filter(({ id, status }) => status !== 'SUCCEEDED' || !sink.ids.has(`msg_${id}`)).map(({ id, status }) => [id, status]),
    `each of ${forwarded.length} forwarded ones came out (${sink.count() - sink.ids.size} twice)`,
  )
  const { rows: order } = await db.query(`SELECT node_id AS id FROM change_feed WHERE kind = 'EVENT_RECEIVED' ORDER BY seq`)
  check(
    follower.truncated === 0 &&
      follower.received.length === order.length &&
      order.every(({ id }, index) => id === follower.received[index]),
    `a subscriber that resumed ${follower.connections - 1} times heard all ${order.length} events once, in order (${follower.received.length})`,
  )
}

function isStored({ body, isForm, acknowledgedAs }, event) {
  const bytes = isForm ? event?.rawBody : event?.payload
  return bytes?.equals(body) && [...acknowledgedAs].every((id) => !id.startsWith('evt_') || id === event.id)
}

/** A provider's side, behind a balancer: what is not answered with 2xx comes again, at the other replica. */
function createLedger(places, senders) {
  const entries = new Map()
  const unexpected = []
  let turn = 0
  let failures = 0
  return { post, sent: () => [...entries.values()], unexpected: () => unexpected, count5xx: () => failures }

  async function post(times) {
    const delivery = senders[turn++ % senders.length].next()
    const entry = { ...delivery, acknowledgedAs: new Set() }
    entries.set(keyOf(delivery), entry)
    await Promise.all(Array.from({ length: times }, (_, index) => tellUntilAnswered(entry, turn + index)))
  }

  async function tellUntilAnswered(entry, first) {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const { status, text } = await send(places[(first + tries) % places.length].port, entry)
      if (status >= 200 && status < 300) return void entry.acknowledgedAs.add(/evt_\w+/.exec(text)?.[0] ?? 'no id in the answer')
      if (status >= 500) failures++
      if (status !== 0 && status !== 503) unexpected.push([entry.webhookId, status, text])
      if (status !== 0) await sleep(RETRY_MS)
      else if (tries >= places.length) await sleep(RETRY_MS)
    }
  }
}

function startLoad(ledger) {
  const underWay = new Set()
  const startedAt = performance.now()
  const ms = () => performance.now() - startedAt
  let posted = 0
  const timer = setInterval(() => {
    for (const due = (ms() / 1000) * PER_SECOND; posted < due; posted++) {
      if (underWay.size >= MOST_WAITING) continue
      const promise = ledger.post(Math.random() < 0.05 ? 2 : 1)
      underWay.add(promise)
      void promise.finally(() => underWay.delete(promise))
    }
  }, 5)
  return {
    ms,
    until: (atMs) => sleep(Math.max(0, atMs - ms())),
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
}

/** What is forwarded comes here; it is also the Slack that says a channel's name. */
async function startSink() {
  const ids = new Set()
  let count = 0
  const server = http.createServer((req, res) => {
    if (req.url.startsWith('/forwarded')) {
      count++
      ids.add(req.headers['webhook-id'])
    }
    req.resume().on('end', () => setTimeout(() => res.end('{"ok":true,"channel":{"name":"engineering"}}'), 5))
  })
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { port, ids, count: () => count, close: () => server.close() }
}

async function forwardTo(server, url, webhookId) {
  const target = `mutation ($url: String!) { setForwardTarget(url: $url) { ... on Error { message } } }`
  await server.graphql(target, { url })
  const command = `mutation ($webhookId: ID!, $url: String!) { addCommand(webhookId: $webhookId, command: { trigger: "*", action: FORWARD, target: $url }) { ... on Error { message } } }`
  const { addCommand } = await server.graphql(command, { webhookId, url })
  if (addCommand.message) throw new Error(addCommand.message)
}

async function untilQuiet(db) {
  const waiting = `SELECT (SELECT count(*) FROM webhook_events WHERE status IN ('RECEIVED', 'PROCESSING')) + (SELECT count(*) FROM action_jobs) AS left`
  for (const until = Date.now() + SETTLE_MS; Date.now() < until; await sleep(500)) {
    const { rows } = await db.query(waiting)
    if (Number(rows[0].left) === 0) return sleep(1000)
  }
}

await runAlone(import.meta.url, replicas)
