import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createMarks } from './actions/marks.ts'
import { createSecretsGuard } from './actions/secrets-guard.ts'
import type { Api, ApiTuning } from './api.ts'
import type { Database } from './backends/database/database.ts'
import { openSqlite } from './backends/database/sqlite.ts'
import { createEgress, type Egress } from './backends/egress/egress.ts'
import { type Feed, startFeed } from './backends/feed/feed.ts'
import { openFolder, readInside } from './backends/files/disk.ts'
import { ipRangeFiles } from './backends/ip-ranges/ip-ranges.ts'
import type { Limiter } from './backends/limiter/limiter.ts'
import { createMemoryLimiter } from './backends/limiter/memory.ts'
import { createPrometheus } from './backends/metrics/prometheus.ts'
import type { Oidc } from './backends/oidc/oidc.ts'
import { createMemoryQueue } from './backends/queue/memory.ts'
import type { Queue } from './backends/queue/queue.ts'
import { openStorage } from './backends/storage/open.ts'
import { keyFiles } from './backends/vault/key-file.ts'
import { createVault, type Vault } from './backends/vault/vault.ts'
import type { Config } from './config.ts'
import { closeServer } from './http/close-server.ts'
import { createReceiver, isDelivery } from './http/receiver.ts'
import { createSenderOf } from './http/sender.ts'
import { createHttpServer } from './http/server.ts'
import { createLateApi } from './late-api.ts'
import type { Logger } from './log.ts'
import { VERSION } from './model/package.ts'
import { NO_TRACES, type Tracer } from './model/tracer.ts'
import { startAnnouncements } from './receive/announce.ts'
import { startDecideLater } from './receive/decide-later.ts'
import { createNames } from './receive/decide-now.ts'
import { openIpRanges } from './receive/ip-ranges.ts'
import { createLatencies } from './receive/latencies.ts'
import { loadLiveWebhooks } from './receive/live-webhooks.ts'
import { watchOpenQuestions } from './receive/open-questions.ts'
import { startOperations } from './receive/operations.ts'
import type { Receive } from './receive/receive.ts'
import { createRefusals } from './receive/refusals.ts'
import { replayEvent } from './receive/replay.ts'
import { startReplays } from './receive/replays.ts'
import { deliverHere, sendTestEvent } from './receive/test-event.ts'
import { createAuditRefusals } from './registry/audit-refusals.ts'
import { createBackups } from './registry/backups.ts'
import { type ConfigFiles, startConfigFiles } from './registry/config-files/config-files.ts'
import { endOverdue } from './registry/expiry.ts'
import { ensureAdminKey } from './registry/keys.ts'
import { endOtherIssuers } from './registry/people.ts'
import { startProposalAnswers } from './registry/proposal-questions.ts'
import type { Registry } from './registry/registry.ts'
import { leaveKey, nameLostKeys, refuseOtherKey } from './registry/reseal.ts'
import { makeSignInLink } from './registry/sessions.ts'
import { startActions } from './worker/actions.ts'
import { createBreaker } from './worker/breaker.ts'
import { startDuty } from './worker/duty.ts'
import { startSweeps } from './worker/sweeps.ts'
import { createTools } from './worker/tools.ts'

/** A whole server that is not yet listening. */
export interface App {
  /** Where it is reached; known after `listen`. */
  url(): string
  /** The admin key that this start has made; null: there was one, or the configuration presets it. */
  readonly madeAdminKey: string | null
  /** A link that signs one browser in, once, within 15 minutes. */
  makeSignInLink(): Promise<string>
  listen(): Promise<void>
  /** The subscriptions that are open. */
  live: Api['live']
  /** Stops accepting, finishes what is under way, closes sockets with 1012, then the back ends. */
  close(): Promise<void>
}

const DRAIN_MS = 10_000
const HOUR_MS = 60 * 60 * 1000
/** For the config files before deliveries are taken. */
const FIRST_LOOK_MS = 5000
const MAX_SECRET_BYTES = 8192
/** By then whoever starts a server and looks at it at once is served, and the first deliveries are stored. */
const LOAD_API_MS = 500

/** What tests have happen sooner than it should: the hub's own, how often lists are fetched, how many sockets may wait. */
export type Tuning = ApiTuning & {
  ipRangesMs?: number
  retainEveryMs?: number
  backUpEveryMs?: number
}

/** Puts the parts together: the one file that names every back end. `tuning` is for tests. */
export async function createApp(config: Config, log: Logger, tuning: Tuning = {}): Promise<App> {
  const now = Date.now
  const keys = keyFiles(path.dirname(config.databaseFile), [config.secretKey, config.previousSecretKey])
  const vault = createVault(keys.read)
  const db = await openDatabase(config, log)
  if (config.databaseUrl !== null) await refuseOtherKey({ db, vault })
  await nameLostKeys({ db, vault }, log)
  if (config.previousSecretKey !== undefined) await leaveKey({ db, vault, keys, log }, config.previousSecretKey)
  const feed = await startFeed(db, log)
  const limiter = await openLimiter(config, log)
  const senderOf = createSenderOf(config.trustedProxies)
  const egress = createEgress({ allow: config.egressAllow, proxy: config.egressProxy, ownUrl: () => url() })
  const ipRanges = await openIpRanges({
    files: ipRangeFiles(path.join(config.dataDir, 'ip-ranges')),
    fetch: egress.fetch,
    mirror: config.ipRangesMirror ?? null,
    everyMs: tuning.ipRangesMs ?? config.ipRangesRefreshHours * HOUR_MS,
    now,
    log,
  })
  const webhooks = await loadLiveWebhooks({ db, feed, vault, ipRanges, log })
  ipRanges.keepFresh(webhooks.presets)
  const registry: Registry = {
    db,
    vault,
    egress,
    get baseUrl() {
      return url()
    },
    refreshWebhook: webhooks.refresh,
    learnSecrets: () => guard.learn(),
    withoutSecrets: (text) => guard.strike(text),
    ipRanges,
    auditRefusal: createAuditRefusals({ db, log, now }),
    outgoing: () => actions.wake(),
    lookAtConfigFiles: async () => configFiles?.look(),
    now,
    log,
  }
  const names = createNames(egress.fetch)
  const tracer = await openTracer(config, log)
  const admin = await ensureAdminKey(registry, config.adminApiKey)
  await endOtherIssuers(db, config.oidc?.issuer ?? null)
  const { outgoing } = registry
  const questions = await watchOpenQuestions({ db, feed, log, now })
  const guard = createSecretsGuard({ db, vault, feed, log })
  // So that the first answer is held against them too.
  await guard.learn()
  const receive: Receive = {
    db,
    limiter,
    names,
    marks: createMarks(vault),
    strike: guard.strikeNow,
    questions,
    log,
    tracer,
    now,
    undecided: () => decideLater.wake(),
    outgoing,
  }
  const here = { db, vault, webhooks, receive }
  const latencies = createLatencies()
  const database = config.databaseUrl === null ? 'sqlite' : 'postgresql'
  const metrics = createPrometheus({ version: VERSION, database })
  const tools = createTools({
    db,
    vault,
    guard,
    now,
    fetch: egress.fetch,
    deliver: (webhookId, delivery) => deliverHere(here, webhookId, delivery),
    baseUrl: () => url(),
  })
  const actions = startActions({
    db,
    tools,
    meter: metrics,
    tracer,
    queue: await openQueue(config, db, log),
    breaker: createBreaker({ db, log, now, limits: config.breaker }),
    log,
    now,
  })
  const decideLater = startDecideLater({ db, webhooks, names, log, now, outgoing })
  const replays = startReplays({ db, webhooks, names, log, now, outgoing })
  const announcements = startAnnouncements({ db, feed, webhooks, names, log, now, outgoing })
  const operations = startOperations({ db, feed, webhooks, names, log, now, outgoing })
  const duty = await startDuty({ db, log, now, isAlone: config.databaseUrl === null })
  const storage = await openStorage(config.storage)
  const sweeps = startSweeps({
    duty,
    log,
    meter: metrics,
    now,
    feedRetentionDays: config.feedRetentionDays,
    retention: config.retention,
    storage: config.archives ? storage : null,
    backUp: createBackups({ db, storage, log, now }),
    retainEveryMs: tuning.retainEveryMs,
    backUpEveryMs: tuning.backUpEveryMs,
    endOverdue: (fenced) => endOverdue({ ...registry, db: fenced }),
  })
  const proposalAnswers = startProposalAnswers(registry, feed)
  const configFiles = keepConfigFiles(config, { registry, feed, vault, log })
  // Deliveries meet what the files say from the first one on; a very long look goes on beside them.
  await Promise.race([configFiles?.look(), sleep(FIRST_LOOK_MS, undefined, { ref: false })])
  let draining = false
  let apiTimer: NodeJS.Timeout | undefined

  const api = createLateApi(async () => {
    const [{ createApi }, oidc] = await Promise.all([import('./api.ts'), openOidc(config, { fetch: egress.fetch, now })])
    return createApi({
      config,
      services: {
        registry,
        feed,
        receive: {
          replayEvent: (eventId) => replayEvent({ db, webhooks, names, now, outgoing }, eventId),
          replayEvents: replays.add,
          sendTestEvent: (webhookId, eventType, payload) => sendTestEvent(here, webhookId, eventType, payload),
        },
        latencies,
        about: { version: VERSION, backends: { database, limiter: config.redisUrl === null ? 'memory' : 'redis' } },
      },
      feed,
      limiter,
      oidc,
      metrics: { metrics, doesScheduledWork: duty.isMine },
      senderOf,
      log,
      trouble,
      tuning,
    })
  })
  const server = createHttpServer({
    receiver: createReceiver({
      webhooks,
      limiter,
      senderOf,
      receive,
      refusals: createRefusals({ db, limiter, meter: metrics, log, perMinute: config.refusedPerMinute, now }),
      latencies,
      meter: metrics,
      log,
    }),
    isDelivery,
    pages: api.serve,
    upgrade: api.upgrade,
    senderOf,
    maxConnections: config.maxConnections,
    log,
  })
  // With PORT=0 the port is known once the server listens.
  const url = () => config.baseUrl.replace(/:0$/, `:${(server.address() as AddressInfo | null)?.port ?? 0}`)

  return {
    url,
    madeAdminKey: admin.made,
    makeSignInLink: async () => `${url()}/sign-in?token=${await makeSignInLink(registry, admin.keyId)}`,
    listen,
    live: api.live,
    close,
  }

  function trouble(): string | null {
    return draining ? 'shutting down' : db.trouble()
  }

  async function listen(): Promise<void> {
    server.listen(config.port, config.host)
    await once(server, 'listening')
    log.info({ url: url() }, 'listening')
    apiTimer = setTimeout(() => void api.load(), LOAD_API_MS)
  }

  async function close(): Promise<void> {
    draining = true
    const closed = closeServer(server, DRAIN_MS)
    clearTimeout(apiTimer)
    await api.close()
    await closed
    await Promise.all([
      decideLater.close(),
      replays.close(),
      announcements.close(),
      operations.close(),
      sweeps.close(),
      proposalAnswers.close(),
      actions.close(),
    ])
    await duty.close()
    await tracer.close()
    await configFiles?.close()
    await egress.close()
    await ipRanges.close()
    feed.close()
    await limiter.close()
    await db.close()
  }
}

/** PostgreSQL's part is loaded only where it is used: an embedded server starts without. */
async function openDatabase({ databaseFile, databaseUrl, redisUrl }: Config, log: Logger): Promise<Database> {
  if (databaseUrl === null) return openSqlite(databaseFile, log)
  const { openPostgres } = await import('./backends/database/postgres.ts')
  if (redisUrl === null) return openPostgres(databaseUrl, log)
  const { createRedisPubSub } = await import('./backends/pubsub/redis.ts')
  return openPostgres(databaseUrl, log, (id) => createRedisPubSub(redisUrl, id))
}

/** Servers share what is to be sent where they share the database and Redis. */
async function openQueue({ databaseUrl, redisUrl }: Config, { id }: Database, log: Logger): Promise<Queue> {
  if (databaseUrl === null || redisUrl === null) return createMemoryQueue()
  const { createBullQueue } = await import('./backends/queue/bullmq.ts')
  return createBullQueue(redisUrl, `hookline-${id}-outgoing`, log)
}

/** Loaded only where traces are sent somewhere. */
async function openTracer({ tracing }: Config, log: Logger): Promise<Tracer> {
  if (tracing === null) return NO_TRACES
  const { createOtlpTracer } = await import('./backends/tracing/otlp.ts')
  return createOtlpTracer({ ...tracing, version: VERSION }, log)
}

async function openOidc({ oidc: settings }: Config, around: { fetch: Egress['fetch']; now(): number }): Promise<Oidc | null> {
  if (settings === null) return null
  const { createOidc } = await import('./backends/oidc/oidc.ts')
  return createOidc({ settings, ...around })
}

async function openLimiter({ redisUrl }: Config, log: Logger): Promise<Limiter & { close(): Promise<void> }> {
  if (redisUrl === null) return { ...createMemoryLimiter(), close: async () => {} }
  const { createRedisLimiter } = await import('./backends/limiter/redis.ts')
  return createRedisLimiter(redisUrl, log)
}

/** Null: they are turned off. */
function keepConfigFiles(
  { configFiles, secretReferences }: Config,
  deps: { registry: Registry; feed: Feed; vault: Vault; log: Logger },
): ConfigFiles | null {
  if (configFiles === null) return null
  const { folder, variables } = secretReferences
  return startConfigFiles({
    ...deps,
    folder: openFolder(configFiles.folder),
    source: { variables, readFile: (name) => readInside(folder, name, MAX_SECRET_BYTES) },
    graceMs: configFiles.graceSeconds * 1000,
    proposes: configFiles.proposes,
  })
}
