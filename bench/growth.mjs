// Deliveries a second beside a million stored events, and beside a thousand. Alone: node bench/growth.mjs [--quick]
import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { loadOne, measureIngest } from './ingest.mjs'
import { newDataDir, startServer } from './lib/built-server.mjs'
import { cpuSeconds, ratiosOf, sleep, spreadOf, table } from './lib/machine.mjs'
import { quick } from './lib/mode.mjs'
import { createMeasuredWebhook } from './lib/webhook.mjs'

const FEW = 1000
const MANY = quick ? 50_000 : 1_000_000
const AT_ONCE = 50_000
const CONNECTIONS = 32
const SETTLES_WITHIN_MS = 600_000
/** Of one core. */
const IDLE = 0.05
/** What each copy of a row has of its own; its time sets it before all that comes. */
const OWN = {
  webhook_events: { event_id: id('event_id'), delivery_id: 'lower(hex(randomblob(16)))', payload_json: `'{"action":"opened"}'` },
  webhook_actions: { action_id: id('action_id'), event_id: id('event_id') },
  tasks: { task_id: id('task_id'), event_id: id('event_id'), action_id: id('action_id') },
  change_feed: { node_id: id('node_id') },
}

/** As measureIngest answers, of `few` and `many`. */
export async function measureGrowth(extent) {
  const large = await fill(FEW)
  multiply(path.join(large.dataDir, 'db/webhooks.db'), MANY)
  const targets = { few: async () => start(await fill(FEW), remove), many: () => start(large, () => {}) }
  const results = await measureIngest({ targets, names: Object.keys(targets), connections: [CONNECTIONS], ...extent })
  remove(large)
  return results
}

export function growthRows(results) {
  const [few, many] = ['few', 'many'].map((name) => results[`${name}@${CONNECTIONS}`])
  const row = (name, all) => [
    name,
    spreadOf(all, 'perSecond'),
    ratiosOf(all, few, 'perSecond'),
    spreadOf(all, 'p99', 0),
    spreadOf(all, 'cpuUs'),
    spreadOf(all, 'rssMiB'),
  ]
  const head = ['stored events', 'deliveries/s', '÷ few', 'p99 ms', 'CPU µs', 'RSS MiB']
  return [head, row(FEW.toLocaleString('en'), few), row(MANY.toLocaleString('en'), many)]
}

/** A folder whose server has taken so many deliveries. */
async function fill(count) {
  const dataDir = newDataDir()
  const server = await startServer({ dataDir })
  const { endpoint } = await createMeasuredWebhook(server)
  await loadOne(server.url + endpoint, { connections: CONNECTIONS, amount: count })
  await server.stop()
  return { dataDir, endpoint }
}

/** As measureIngest takes it, on a folder that is there. */
async function start(filled, afterwards) {
  const server = await startServer({ dataDir: filled.dataDir })
  await settled(server.pid)
  const stop = () => server.stop().then(() => afterwards(filled))
  return { urls: [server.url + filled.endpoint], pids: () => [server.pid], drained: async () => 0, check: async () => {}, stop }
}

function remove({ dataDir }) {
  rmSync(dataDir, { recursive: true })
}

/** Until what follows behind the deliveries, such as the search index, has caught up. */
async function settled(pid) {
  for (const until = performance.now() + SETTLES_WITHIN_MS; performance.now() < until; ) {
    const before = cpuSeconds(pid)
    await sleep(2000)
    if ((cpuSeconds(pid) - before) / 2 < IDLE) return
  }
  throw new Error('the server does not come to rest')
}

/** Copies of the first event and of what belongs to it: through the server's door a million would take too long. */
function multiply(file, count) {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  db.pragma('foreign_keys = OFF')
  const first = db.prepare('SELECT event_id FROM webhook_events ORDER BY event_id LIMIT 1').pluck().get()
  const inserts = Object.entries(OWN).map(([name, own]) => [db.prepare(copies(db, name, own)), name])
  const copy = db.transaction((from, to) => {
    for (const [insert] of inserts) insert.run({ first, from, to })
  })
  for (let from = 0; from < count; from += AT_ONCE) copy(from, Math.min(count, from + AT_ONCE))
  db.close()
}

function copies(db, name, own) {
  const columns = db.pragma(`table_info(${name})`).map((column) => column.name)
  const kept = columns.filter((column) => !(name === 'change_feed' && column === 'seq'))
  const of = name === 'change_feed' ? 'node_id' : 'event_id'
  return `WITH RECURSIVE numbers (n) AS (SELECT :from + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :to)
    INSERT INTO ${name} (${kept}) SELECT ${kept.map((column) => own[column] ?? `t.${column}`)}
    FROM numbers, ${name} t WHERE t.${of} = :first`
}

/** An id before those that the server makes, of the same kind. */
function id(column) {
  return `substr(t.${column}, 1, instr(t.${column}, '_')) || printf('%026d', n)`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const extent = quick ? { rounds: 1, seconds: 2, warmSeconds: 1 } : { rounds: 3, seconds: 4, warmSeconds: 2 }
  console.log(table(growthRows(await measureGrowth(extent))))
}
