// Deliveries a second beside the floors, in alternating rounds.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import Database from 'better-sqlite3'
import { freePort, newDataDir, startServer } from './lib/built-server.mjs'
import { body, headers } from './lib/delivery.mjs'
import { cpuSeconds, memoryMiB, percentile, sleep } from './lib/machine.mjs'
import { createCounter, subscribe } from './lib/subscriber.mjs'
import { createMeasuredWebhook } from './lib/webhook.mjs'

const DRAIN_MS = 30_000
const QUIET_MS = 100

export const FLOORS = ['F1', 'F2', 'F2w']
/** Ways to run the product: as it is used, without a subscriber, and without its log. */
export const PRODUCTS = {
  hookline: { subscribers: 1 },
  'hookline, no subscriber': { subscribers: 0 },
  'hookline, no subscriber, no log': { subscribers: 0, env: { LOG_LEVEL: 'silent' } },
}

/** One measurement for each name, connection count and round, in turns: `{[name@connections]: [measurement]}`. */
export async function measureIngest({ names, connections, rounds, seconds, warmSeconds, note = () => {} }) {
  const results = {}
  for (let round = 0; round < rounds; round++) {
    for (const count of connections) {
      for (const name of names) {
        const target = FLOORS.includes(name) ? await startFloor(name) : await startProduct(PRODUCTS[name])
        const measured = await measure(target, count, seconds, warmSeconds)
        const key = `${name}@${count}`
        results[key] = [...(results[key] ?? []), measured]
        note(
          `round ${round + 1}, ${key}: ${measured.perSecond.toFixed(0)}/s, p99 ${measured.p99.toFixed(1)} ms, ${measured.cpuUs.toFixed(0)} µs`,
        )
      }
    }
  }
  return results
}

async function measure(target, connections, seconds, warmSeconds) {
  const warm = await load(target.url, connections, warmSeconds)
  const cpuBefore = cpuSeconds(target.pid)
  const startedAt = performance.now()
  const latencies = []
  const run = await load(target.url, connections, seconds, latencies)
  const took = (performance.now() - startedAt) / 1000
  const cores = (cpuSeconds(target.pid) - cpuBefore) / took
  const drainMs = await target.drained()
  const accepted = run['2xx']
  const measured = {
    perSecond: accepted / took,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    // With what was left to do after the last answer.
    cpuUs: ((cpuSeconds(target.pid) - cpuBefore) / accepted) * 1e6,
    cores,
    rssMiB: memoryMiB(target.pid),
    drainMs,
    refused: run.non2xx + run.errors + run.timeouts,
  }
  await target.check(accepted + warm['2xx'], connections)
  await target.stop()
  return measured
}

function load(url, connections, duration, latencies) {
  // No delivery repeats another: each request gets an id of its own.
  const setupRequest = (request) => ({ ...request, headers: { ...request.headers, 'x-github-delivery': randomUUID() } })
  return new Promise((resolve, reject) => {
    const requests = [{ method: 'POST', headers, body, setupRequest }]
    const running = autocannon({ url, connections, duration, timeout: 30, requests }, (error, result) =>
      error ? reject(error) : resolve(result),
    )
    if (latencies) running.on('response', (_client, _status, _bytes, ms) => latencies.push(ms))
  })
}

async function startFloor(mode) {
  const dir = newDataDir()
  const port = await freePort()
  const program = fileURLToPath(new URL('./floors/ingest.mjs', import.meta.url))
  const child = spawn(process.execPath, [program, mode, String(port), path.join(dir, 'floor.db')], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    url: `http://127.0.0.1:${port}/webhooks/github/github-issues-001`,
    pid: child.pid,
    drained: async () => 0,
    check: async () => {},
    stop: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(dir, { recursive: true })
    },
  }
}

async function startProduct({ subscribers, env }) {
  const server = await startServer({ env })
  const webhook = await createMeasuredWebhook(server)
  const counters = []
  const sockets = []
  for (let i = 0; i < subscribers; i++) {
    const counter = createCounter()
    sockets.push(await subscribe(server.port, counter.take))
    counters.push(counter)
  }
  await sleep(100)
  return {
    url: `${server.url}/webhooks/github/${webhook.id}`,
    pid: server.pid,
    /** Until nothing more is stored and every subscriber has heard of every event; how long that took after the last answer. */
    async drained() {
      const startedAt = performance.now()
      let doneAt = startedAt
      let before = -1
      for (const until = startedAt + DRAIN_MS; performance.now() < until; await sleep(QUIET_MS)) {
        const { stored } = count(server.databaseFile)
        const isDone = counters.every(({ received }) => received >= stored)
        if (isDone && stored === before) break
        before = stored
        doneAt = performance.now()
      }
      return doneAt - startedAt
    },
    async check(acknowledged, connections) {
      const { stored, undecided, tasks, entries, gaps } = count(server.databaseFile)
      // What was under way when a run was cut off may be stored without its answer having been read.
      const inFlight = 2 * connections
      const problems = [
        stored < acknowledged && `${acknowledged} were answered with 2xx, ${stored} are stored`,
        stored > acknowledged + inFlight && `${stored} are stored, only ${acknowledged} were answered with 2xx`,
        undecided > 0 && `${undecided} are not decided`,
        tasks !== stored && `${stored} events made ${tasks} tasks`,
        entries !== 3 * stored && `${stored} events have ${entries} entries in the feed`,
        gaps > 0 && `${gaps} positions of the feed are missing`,
        counters.some(({ received }) => received !== stored) &&
          `of ${stored} events subscribers heard ${counters.map((one) => one.received)}`,
      ].filter(Boolean)
      if (problems.length > 0) throw new Error(problems.join('; '))
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await server.stop()
    },
  }
}

function count(file) {
  const db = new Database(file, { readonly: true })
  const row = db
    .prepare(
      `SELECT (SELECT count(*) FROM webhook_events) AS stored, (SELECT count(*) FROM webhook_events WHERE status <> 'PROCESSED') AS undecided,
       (SELECT count(DISTINCT event_id) FROM tasks) AS tasks,
       (SELECT count(*) FROM change_feed WHERE node_id LIKE 'evt%' OR node_id LIKE 'task%') AS entries,
       (SELECT max(seq) - min(seq) + 1 - count(*) FROM change_feed) AS gaps`,
    )
    .get()
  db.close()
  return row
}
