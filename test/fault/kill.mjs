// kill -9 at any moment, under 200 signed deliveries a second, again and again on the same data. Three ledgers: what was
// sent and how it was answered, what is stored, and what a subscriber heard.
import { rmSync } from 'node:fs'
import http from 'node:http'
import { newDataDir, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { freePort } from '../../scripts/ports.mjs'
import { runAlone } from './lib/checks.mjs'
import { follow } from './lib/follower.mjs'
import { createSenders, send } from './lib/senders.mjs'
import { brokenAudit, feedGaps, integrity, keyOf, readEvents, withCopy } from './lib/store.mjs'

const KILLS = Number(process.env.FAULT_KILLS ?? 20)
const PER_SECOND = 200
/** Of a hundred deliveries, how many are sent twice at once, and how many again later on. */
const [TWINS, LATER] = [5, 5]
const [SHORTEST_MS, LONGEST_MS] = [200, 2000]
const SETTLE_MS = 30_000
const [MAX_TRIES, RETRY_MS] = [60, 500]
const MOST_WAITING = 200
const [RECENT, RECENT_MS] = [3000, 20_000]

export async function kill({ check, none }) {
  const [dataDir, port, slack] = [newDataDir(), await freePort(), await fakeSlack()]
  const start = () => startServer({ dataDir, port, env: { EGRESS_ALLOW: `127.0.0.1:${slack.port}` } })
  let server = await start()
  const file = server.databaseFile
  const ledger = createLedger(port, await createSenders(server, `http://127.0.0.1:${slack.port}`))
  const follower = follow(port)
  const load = startLoad(ledger)

  for (let n = 1; n <= KILLS; n++) {
    await sleep(SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS))
    await server.kill('SIGKILL')
    const acknowledged = ledger.acknowledged()
    withCopy(file, (db) => {
      const events = readEvents(db)
      none(
        problemsOfStored(acknowledged, events),
        `kill ${n}: each of ${acknowledged.length} answered deliveries is stored once, byte for byte, no task twice`,
      )
      const undecided = [...events.values()].flat().filter(({ status }) => status === 'RECEIVED').length
      check(integrity(db) === 'ok' && feedGaps(db) === 0, `kill ${n}: the database is sound, ${undecided} events wait to be decided`)
    })
    server = await start()
  }

  await load.stop()
  const sent = ledger.sent()
  none(
    sent.filter(({ acknowledgedAs }) => acknowledgedAs.size === 0).map(({ deliveryId }) => deliveryId),
    'every delivery was answered with 2xx in the end',
  )
  none(ledger.refused(), 'nothing was refused')
  await untilDecided(file)
  await sleep(500)
  follower.stop()
  await server.stop()
  withCopy(file, (db) => {
    const events = readEvents(db)
    const all = [...events.values()].flat()
    none(problemsOfStored(sent, events), `each of ${sent.length} deliveries is one event, byte for byte, whatever was sent twice`)
    none(
      [...events.keys()].filter((key) => !ledger.has(key)),
      'nothing is stored that was not sent',
    )
    none(
      all.filter(({ status }) => status !== 'PROCESSED').map(({ id, status }) => [id, status]),
      'every event is worked off',
    )
    none(
      all.filter((event) => !tasksAreRight(event, ledger)).map(({ id, tasks }) => [id, tasks]),
      'every event has its tasks, each once',
    )
    check(integrity(db) === 'ok', 'integrity_check says ok')
    check(feedGaps(db) === 0, 'the feed has no gap')
    check(brokenAudit(db) === null, 'the audit chain holds')
    none(feedProblems(db), 'the feed has one entry for each event that came, was decided, and for each task')
    const inOrder = db.prepare(`SELECT node_id FROM change_feed WHERE kind = 'EVENT_RECEIVED' ORDER BY seq`).pluck().all()
    const heard = follower.received
    check(
      follower.truncated === 0 && heard.length === inOrder.length && heard.every((id, i) => id === inOrder[i]),
      `a subscriber that resumed over ${KILLS} kills heard all ${inOrder.length} events once, in order (${heard.length})`,
    )
  })
  slack.close()
  rmSync(dataDir, { recursive: true })
}

/** Says a channel's name after a while, so that events wait undecided. */
async function fakeSlack() {
  const server = http.createServer((_req, res) => setTimeout(() => res.end('{"ok":true,"channel":{"name":"engineering"}}'), 20))
  const port = await freePort()
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { port, close: () => server.close() }
}

/** The sender's side: each delivery, and the event id of each 2xx that was read. */
function createLedger(port, senders) {
  const entries = new Map()
  const refused = []
  let turn = 0
  return { post, postAgain, acknowledged, sent, refused: () => refused, has: (key) => entries.has(key), tasksOf }

  async function post(times) {
    const delivery = senders[turn++ % senders.length].next()
    const entry = { ...delivery, at: Date.now(), acknowledgedAs: new Set() }
    entries.set(keyOf(delivery), entry)
    await Promise.all(Array.from({ length: times }, () => tellUntilAnswered(entry)))
  }

  /** As a provider that had no answer does: again after a while. */
  async function tellUntilAnswered(entry) {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if ((await tell(entry)) !== 0) return
      await sleep(RETRY_MS)
    }
  }

  async function tell(entry) {
    const { status, text } = await send(port, entry)
    if (status >= 200 && status < 300) entry.acknowledgedAs.add(/evt_\w+/.exec(text)?.[0] ?? 'no id in the answer')
    else if (status !== 0) refused.push([entry.webhookId, status, text])
    return status
  }

  /** Not one that is too old: some providers sign the time. */
  async function postAgain() {
    const recent = [...entries.values()].slice(-RECENT).filter(({ at }) => Date.now() - at < RECENT_MS)
    const entry = recent[Math.floor(Math.random() * recent.length)]
    if (entry) await tell(entry)
  }

  function acknowledged() {
    return sent().filter(({ acknowledgedAs }) => acknowledgedAs.size > 0)
  }

  function sent() {
    return [...entries.values()]
  }

  function tasksOf(event) {
    return entries.get(keyOf(event))?.tasks
  }
}

/** Posts at a steady rate and waits for no answer. */
function startLoad(ledger) {
  const underWay = new Set()
  const startedAt = performance.now()
  let posted = 0
  const timer = setInterval(() => {
    for (const due = ((performance.now() - startedAt) / 1000) * PER_SECOND; posted < due; posted++) {
      // While the server is down, deliveries wait at their senders; more do not come.
      if (underWay.size >= MOST_WAITING) continue
      const dice = Math.random() * 100
      track(dice < LATER ? ledger.postAgain() : ledger.post(dice < LATER + TWINS ? 2 : 1))
    }
  }, 5)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }

  function track(promise) {
    underWay.add(promise)
    void promise.finally(() => underWay.delete(promise))
  }
}

/** Of these deliveries, those that are not stored exactly once, as they were sent, under the id that was answered. */
function problemsOfStored(deliveries, events) {
  const problems = []
  for (const delivery of deliveries) {
    const { deliveryId, body, isForm, acknowledgedAs } = delivery
    const stored = events.get(keyOf(delivery)) ?? []
    const [event] = stored
    const bytes = isForm ? event?.rawBody : event?.payload
    const ids = [...acknowledgedAs].filter((id) => id.startsWith('evt_'))
    if (stored.length !== 1) problems.push([deliveryId, `is stored ${stored.length} times`])
    else if (!bytes?.equals(body)) problems.push([deliveryId, 'is stored with other bytes'])
    else if (ids.some((id) => id !== event.id)) problems.push([deliveryId, 'was answered with another event', ids])
    else if (event.tasks > event.commands) problems.push([deliveryId, 'made a task twice'])
  }
  return problems
}

function tasksAreRight(event, ledger) {
  const wanted = ledger.tasksOf(event)
  return event.tasks === wanted && event.commands === wanted && event.actions === wanted
}

function feedProblems(db) {
  const each = (kind, table, id) =>
    db
      .prepare(
        `SELECT ${id} AS id, '${kind}' AS kind FROM ${table} WHERE (SELECT count(*) FROM change_feed WHERE kind = '${kind}' AND node_id = ${id}) <> 1`,
      )
      .all()
  db.exec('CREATE INDEX by_node ON change_feed (node_id)')
  return [
    ...each('EVENT_RECEIVED', 'webhook_events', 'event_id'),
    ...each('EVENT_PROCESSED', 'webhook_events', 'event_id'),
    ...each('TASK_QUEUED', 'tasks', 'task_id'),
  ]
}

async function untilDecided(file) {
  for (const until = Date.now() + SETTLE_MS; Date.now() < until; await sleep(500)) {
    const left = withCopy(file, (db) =>
      db.prepare(`SELECT count(*) FROM webhook_events WHERE status IN ('RECEIVED', 'PROCESSING')`).pluck().get(),
    )
    if (left === 0) return
  }
}

await runAlone(import.meta.url, kill)
