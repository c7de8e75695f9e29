// What deliveries are sent to: the floors, and the built server as it is used.
import { startPostgres } from '../../scripts/postgres.mjs'
import { startRedis } from '../../scripts/redis.mjs'
import { startServer } from './built-server.mjs'
import { startFloor } from './floor.mjs'
import { countIn, problemsOf } from './ledger.mjs'
import { sleep } from './machine.mjs'
import { createCounter, subscribe } from './subscriber.mjs'
import { createMeasuredWebhook } from './webhook.mjs'

const DRAIN_MS = 30_000
const QUIET_MS = 100
/** Several servers on one database have one key. */
const SHARED_KEY = 'the same for all servers of one database'

export const FLOORS = ['F1', 'F2', 'F2w']
export const PRODUCTS = ['hookline', 'hookline, no subscriber', 'hookline, no subscriber, no log']
export const ON_POSTGRES = ['F6v', 'hookline, PostgreSQL', 'two hooklines, PostgreSQL, Redis']

/** Starts each by its name. */
export const TARGETS = {
  ...Object.fromEntries(FLOORS.map((mode) => [mode, () => startIngestFloor(mode)])),
  hookline: () => startProduct({}),
  'hookline, no subscriber': () => startProduct({ subscribers: 0 }),
  'hookline, no subscriber, no log': () => startProduct({ subscribers: 0, env: { LOG_LEVEL: 'silent' } }),
  F6v: onPostgres((url) => startIngestFloor('F6v', url)),
  'hookline, PostgreSQL': onPostgres((url) => startProduct({ databaseUrl: url })),
  'two hooklines, PostgreSQL, Redis': onPostgres(async (url) => {
    const redis = await startRedis()
    const product = await startProduct({ servers: 2, databaseUrl: url, env: { REDIS_URL: redis.url } })
    return { ...product, stop: () => product.stop().then(redis.stop) }
  }),
}

/** The database's processes are counted too. */
function onPostgres(start) {
  return async () => {
    const postgres = await startPostgres()
    const target = await start(postgres.url)
    return { ...target, pids: () => [...target.pids(), postgres.pid()], stop: () => target.stop().then(postgres.stop) }
  }
}

async function startIngestFloor(mode, database) {
  const { url, pid, stop } = await startFloor(new URL('../floors/ingest.mjs', import.meta.url), [mode], database)
  return { urls: [url], pids: () => [pid], drained: async () => 0, check: async () => {}, stop }
}

async function startProduct({ servers: count = 1, subscribers = 1, databaseUrl, env = {} }) {
  const all = { ...env, ...(databaseUrl && { DATABASE_URL: databaseUrl, WEBHOOK_SECRET_KEY: SHARED_KEY }) }
  const servers = []
  for (let i = 0; i < count; i++) servers.push(await startServer({ env: all }))
  const webhook = await createMeasuredWebhook(servers[0])
  const database = databaseUrl ?? servers[0].databaseFile
  const counters = Array.from({ length: subscribers }, () => createCounter())
  const sockets = []
  for (const [i, counter] of counters.entries()) sockets.push(await subscribe(servers[i % count].port, counter.take))
  await sleep(100)
  return {
    urls: servers.map(({ url }) => `${url}/webhooks/github/${webhook.id}`),
    pids: () => servers.map(({ pid }) => pid),
    drained,
    check,
    stop,
  }

  /** Until nothing more is stored and every subscriber has heard of every event; how long that took after the last answer. */
  async function drained() {
    const startedAt = performance.now()
    let doneAt = startedAt
    let before = -1
    for (const until = startedAt + DRAIN_MS; performance.now() < until; await sleep(QUIET_MS)) {
      const { stored } = await countIn(database)
      if (stored === before && counters.every(({ received }) => received >= stored)) break
      before = stored
      doneAt = performance.now()
    }
    return doneAt - startedAt
  }

  async function check(acknowledged, connections) {
    const heard = counters.map(({ received }) => received)
    const problems = problemsOf(await countIn(database), { acknowledged, connections, heard })
    if (problems.length > 0) throw new Error(problems.join('; '))
  }

  async function stop() {
    for (const socket of sockets) socket.destroy()
    for (const server of servers) await server.stop()
  }
}
