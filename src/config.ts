import { isIP } from 'node:net'
import path from 'node:path'
import { z } from 'zod'
import { StartRefused } from './errors.ts'
import { LOG_FORMATS, type LogFormat } from './log-shape.ts'
import { readRange } from './model/address-range.ts'
import { ALLOW_ENTRY_FORMS, parseAllowEntry } from './model/allow-entry.ts'
import { isEmailRule, type OidcSettings, oidcIssues, parseRoles, toOidcSettings } from './model/oidc.ts'
import { type Retention, type StorageSettings, storageIssues, toStorageSettings } from './model/storage.ts'

/** Everything the process may be told, parsed once from the environment. `.env.example` is the same list for people. */
export interface Config {
  host: string
  port: number
  /** Where people and providers reach the server; webhooks' URLs begin with it. No slash at the end. */
  baseUrl: string
  /** Absolute. */
  dataDir: string
  /** SQLite's file, where there is no `databaseUrl`; the key file lies in its folder. */
  databaseFile: string
  /** PostgreSQL's address, which may hold a password; null: SQLite. */
  databaseUrl: string | null
  /** Redis' address, which may hold a password, for limits that servers share; null: each counts for itself. */
  redisUrl: string | null
  /** Undefined: a key file beside the database, made at the first start. */
  secretKey: string | undefined
  /** The key before `secretKey`: it only opens, until everything is sealed anew. */
  previousSecretKey: string | undefined
  adminApiKey: string | undefined
  /** Hosts and networks that outgoing requests may reach although they are private; `parseAllowEntry` reads each. */
  egressAllow: readonly string[]
  /** The CONNECT proxy that outgoing requests go through; may hold a user and a password. */
  egressProxy: string | undefined
  logLevel: string
  logFormat: LogFormat
  /** The Google Cloud project that traces lie in, for the log; null: not known. */
  googleProject: string | null
  /** The URL that traces are sent to, and what as; null: nowhere. */
  tracing: { url: string; service: string } | null
  /** How often the addresses that providers publish are fetched anew, for webhooks that name a preset; 0 turns this off. */
  ipRangesRefreshHours: number
  /** A server that has those lists instead of the providers; no slash at the end. */
  ipRangesMirror: string | undefined
  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For says who has sent a request. */
  trustedProxies: readonly string[]
  /** Connections that may be open at once; more are closed unread. */
  maxConnections: number
  /** Refused deliveries per sender's address and minute before its requests are turned away unread; 0 turns this off. */
  refusedPerMinute: number
  /** Requests per API key and minute, operations on sockets among them; 0 turns this off. */
  keyRequestsPerMinute: number
  /** The Model Context Protocol on /mcp: with every tool, with those that only read, or not at all. */
  mcp: 'on' | 'readonly' | 'off'
  /** /metrics: with a key, for everybody who reaches the server, or not at all. */
  metrics: 'key' | 'open' | 'off'
  /** Host names, in lower case, under which /mcp is reached beside that of `baseUrl`. */
  mcpHosts: readonly string[]
  /** How much may go out before it is taken for a loop. */
  breaker: { perThread: number; perWebhook: number; windowMinutes: number }
  /** Where webhooks are kept as files; null: nowhere. */
  configFiles: { folder: string; graceSeconds: number; proposes: boolean } | null
  /** What config files may refer to: HOOKLINE_SECRET_* by name, and the files of a folder. */
  secretReferences: { variables: Readonly<Record<string, string>>; folder: string }
  /** How long the change feed can be resumed from. */
  feedRetentionDays: number
  /** Where copies of the configuration go, and archives. */
  storage: StorageSettings
  /** Whether payloads are archived before they are taken away: a store was named. */
  archives: boolean
  /** How long events are kept; null: for ever. */
  retention: Retention
  /** How people sign in through an issuer; null: they do not. */
  oidc: OidcSettings | null
}

/** The environment holds values that cannot be used; the message lists each by name. */
class InvalidConfig extends StartRefused {}

const wholeNumber = (what: string, low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, what)
    .transform(Number)
    .refine((value) => value >= low && value <= high, what)

const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}$/
const PRINTABLE = /^[\x21-\x7e]{1,500}$/

const Environment = z.object({
  HOST: z
    .string()
    .refine(
      (host) => isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host),
      'expected an address or host name to listen on, for example 127.0.0.1',
    )
    .default('127.0.0.1'),
  PORT: wholeNumber('expected a port, 0 to 65535 (0: any free one)', 0, 65535).default(8000),
  WEBHOOK_BASE_URL: z.string().refine(isHttpUrl, 'expected an http(s) URL without query, for example https://hooks.example.com').optional(),
  DATA_DIR: z.string().min(1, 'expected a folder').default('data'),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'expected sqlite:<file>, or postgresql://<user>:<password>@<host>:<port>/<database>')
    .optional(),
  REDIS_URL: z.string().refine(isRedisUrl, 'expected redis://[:password@]host[:port][/number], or rediss:// for TLS').optional(),
  STORAGE_BACKEND: z.enum(['disk', 's3', 'gcs'], 'expected disk, s3 or gcs').optional(),
  S3_BUCKET: z.string().regex(BUCKET, "expected a bucket's name").optional(),
  S3_REGION: z.string().regex(PRINTABLE, 'expected a region, for example eu-central-1').default('us-east-1'),
  S3_ENDPOINT: z.string().refine(isHttpUrl, 'expected the URL of a store that speaks S3, for example http://minio:9000').optional(),
  S3_ACCESS_KEY_ID: z.string().regex(PRINTABLE, 'expected up to 500 printable characters without spaces').optional(),
  S3_SECRET_ACCESS_KEY: z.string().regex(PRINTABLE, 'expected up to 500 printable characters without spaces').optional(),
  GCS_BUCKET: z.string().regex(BUCKET, "expected a bucket's name").optional(),
  GCS_KEY_FILE: z.string().min(1, 'expected a file').optional(),
  GCS_ENDPOINT: z.string().refine(isHttpUrl, 'expected the URL of an emulator, for example http://127.0.0.1:4443').optional(),
  PAYLOAD_RETENTION_DAYS: wholeNumber('expected a whole number of days, 1 to 36500', 1, 36_500).optional(),
  PAYLOAD_RETENTION_MB: wholeNumber('expected a whole number of megabytes, 1 to 1000000000', 1, 1_000_000_000).optional(),
  EVENT_RETENTION_DAYS: wholeNumber('expected a whole number of days, 7 to 36500', 7, 36_500).optional(),
  WEBHOOK_SECRET_KEY: z.string().min(16, 'expected at least 16 characters').optional(),
  WEBHOOK_SECRET_KEY_PREVIOUS: z.string().min(16, 'expected at least 16 characters').optional(),
  ADMIN_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'expected 16 to 200 printable characters without spaces')
    .optional(),
  EGRESS_ALLOW: z
    .string()
    .default('')
    .transform(entriesOf)
    .refine((list) => list.every(parseAllowEntry), {
      error: ({ input }) =>
        `expected, separated by commas, ${ALLOW_ENTRY_FORMS}; got "${(input as string[]).find((entry) => !parseAllowEntry(entry))}"`,
    }),
  EGRESS_PROXY: z
    .string()
    .refine(isProxyUrl, 'expected the http(s) URL of a proxy without path, for example http://proxy.internal:3128')
    .optional(),
  IP_RANGES_REFRESH_HOURS: wholeNumber('expected a whole number of hours, 0 to 720', 0, 720).default(24),
  IP_RANGES_MIRROR: z.string().refine(isHttpUrl, 'expected an http(s) URL without query, for example https://mirror.internal').optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'expected trace, debug, info, warn, error or silent')
    .default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(isHttpUrl, 'expected the http(s) URL of a collector, for example http://otel:4318')
    .optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .string()
    .refine(isHttpUrl, 'expected the http(s) URL that takes traces, for example http://otel:4318/v1/traces')
    .optional(),
  OTEL_SERVICE_NAME: z.string().max(200, 'expected at most 200 characters').default('hookline'),
  LOG_FORMAT: z.enum(LOG_FORMATS, 'expected json, gcp or aws').default('json'),
  // https://docs.cloud.google.com/resource-manager/docs/creating-managing-projects
  GOOGLE_CLOUD_PROJECT: z
    .string()
    .regex(/^[a-z0-9.:-]{1,100}$/, "expected a project's id")
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(entriesOf)
    .transform((list, context) =>
      list.map((entry) => {
        const range = readRange(entry)
        if (range === null)
          context.addIssue({
            code: 'custom',
            message: `expected addresses and CIDR ranges separated by commas, for example 10.0.0.5,fd00::/8; got "${entry}"`,
          })
        return range ?? entry
      }),
    ),
  MAX_CONNECTIONS: wholeNumber('expected a whole number, 1 to 1000000', 1, 1_000_000).default(10000),
  REFUSED_PER_MINUTE: wholeNumber('expected a whole number, 0 to 1000000', 0, 1_000_000).default(300),
  KEY_REQUESTS_PER_MINUTE: wholeNumber('expected a whole number, 0 to 1000000', 0, 1_000_000).default(6000),
  MCP: z.enum(['on', 'readonly', 'off'], 'expected on, readonly or off').default('on'),
  METRICS: z.enum(['key', 'open', 'off'], 'expected key, open or off').default('key'),
  MCP_HOSTS: z
    .string()
    .default('')
    .transform(entriesOf)
    .refine((list) => list.every((host) => /^[a-z0-9.-]+$/.test(host)), 'expected host names without port, separated by commas'),
  BREAKER_THREAD_ACTIONS: wholeNumber('expected a whole number, 1 to 1000000', 1, 1_000_000).default(10),
  BREAKER_WEBHOOK_ACTIONS: wholeNumber('expected a whole number, 1 to 1000000', 1, 1_000_000).default(300),
  BREAKER_MINUTES: wholeNumber('expected a whole number of minutes, 1 to 1440', 1, 1440).default(10),
  CONFIG_FILES: z.enum(['on', 'propose', 'off'], 'expected on, propose or off').optional(),
  CONFIG_GRACE_SECONDS: wholeNumber('expected a whole number of seconds, 1 to 2592000', 1, 2_592_000).default(60),
  FEED_RETENTION_DAYS: wholeNumber('expected a whole number of days, 1 to 3650', 1, 3650).default(7),
  OIDC_ISSUER: z.string().refine(isHttpUrl, 'expected the URL of an issuer, for example https://login.example.com/realms/acme').optional(),
  OIDC_CLIENT_ID: z.string().regex(PRINTABLE, 'expected up to 500 printable characters without spaces').optional(),
  OIDC_CLIENT_SECRET: z.string().regex(PRINTABLE, 'expected up to 500 printable characters without spaces').optional(),
  OIDC_SCOPES: z
    .string()
    .regex(/^(?=(.* )?openid( |$))[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'expected scopes separated by spaces, openid among them')
    .default('openid email profile'),
  OIDC_NAME: z.string().max(60, 'expected at most 60 characters').optional(),
  OIDC_ROLE_CLAIM: z.string().max(200, 'expected the name of a claim, or its path with dots').optional(),
  OIDC_ROLES: z
    .string()
    .transform(parseRoles)
    .refine((roles) => roles !== null, 'expected value=ROLE separated by commas, each value once, with ADMIN, OPERATOR or VIEWER')
    .optional(),
  OIDC_EMAILS: z
    .string()
    .default('')
    .transform(entriesOf)
    .refine((list) => list.every(isEmailRule), 'expected addresses, and domains that begin with @, separated by commas'),
  OIDC_SESSION_HOURS: wholeNumber('expected a whole number of hours, 1 to 168', 1, 168).default(12),
})

const Checked = Environment.superRefine((env, context) => {
  for (const [variable, message] of storageIssues(env)) context.addIssue({ code: 'custom', path: [variable], message })
  for (const [variable, message] of oidcIssues(env, env.EGRESS_ALLOW)) context.addIssue({ code: 'custom', path: [variable], message })
})

/**
 * Reads the configuration.
 * @throws {InvalidConfig} naming every variable that cannot be used, and what was expected
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Checked.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new InvalidConfig(`These environment variables cannot be used:\n${lines.join('\n')}`)
  }
  return toConfig(parsed.data, secretVariables(given))
}

/** The URL for traces is taken as it is, the collector's gets a path: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
function tracingOf(env: z.infer<typeof Environment>): Config['tracing'] {
  const collector = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '')
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (collector === undefined ? null : `${collector}/v1/traces`)
  return url === null ? null : { url, service: env.OTEL_SERVICE_NAME }
}

function toConfig(env: z.infer<typeof Environment>, variables: Record<string, string>): Config {
  const dataDir = path.resolve(env.DATA_DIR)
  const host = isIP(env.HOST) === 6 ? `[${env.HOST}]` : env.HOST
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    baseUrl: (env.WEBHOOK_BASE_URL ?? `http://${host}:${env.PORT}`).replace(/\/+$/, ''),
    dataDir,
    databaseFile: path.resolve(sqliteFile(env.DATABASE_URL) ?? path.join(dataDir, 'db', 'webhooks.db')),
    redisUrl: env.REDIS_URL ?? null,
    databaseUrl: isPostgresUrl(env.DATABASE_URL) ? env.DATABASE_URL! : null,
    secretKey: env.WEBHOOK_SECRET_KEY,
    previousSecretKey: env.WEBHOOK_SECRET_KEY_PREVIOUS,
    adminApiKey: env.ADMIN_API_KEY,
    egressAllow: env.EGRESS_ALLOW,
    egressProxy: env.EGRESS_PROXY,
    ipRangesRefreshHours: env.IP_RANGES_REFRESH_HOURS,
    ipRangesMirror: env.IP_RANGES_MIRROR?.replace(/\/+$/, ''),
    logLevel: env.LOG_LEVEL,
    logFormat: env.LOG_FORMAT,
    googleProject: env.GOOGLE_CLOUD_PROJECT ?? null,
    tracing: tracingOf(env),
    trustedProxies: env.TRUSTED_PROXIES,
    maxConnections: env.MAX_CONNECTIONS,
    refusedPerMinute: env.REFUSED_PER_MINUTE,
    keyRequestsPerMinute: env.KEY_REQUESTS_PER_MINUTE,
    mcp: env.MCP,
    metrics: env.METRICS,
    mcpHosts: env.MCP_HOSTS,
    breaker: { perThread: env.BREAKER_THREAD_ACTIONS, perWebhook: env.BREAKER_WEBHOOK_ACTIONS, windowMinutes: env.BREAKER_MINUTES },
    configFiles:
      configFilesOf(env) === 'off'
        ? null
        : {
            folder: path.join(dataDir, 'config', 'webhooks'),
            graceSeconds: env.CONFIG_GRACE_SECONDS,
            proposes: env.CONFIG_FILES === 'propose',
          },
    secretReferences: { variables, folder: path.join(dataDir, 'secrets') },
    feedRetentionDays: env.FEED_RETENTION_DAYS,
    storage: toStorageSettings(env, path.join(dataDir, 'storage')),
    archives: env.STORAGE_BACKEND !== undefined,
    retention: {
      payloadDays: env.PAYLOAD_RETENTION_DAYS ?? null,
      payloadMegabytes: env.PAYLOAD_RETENTION_MB ?? null,
      eventDays: env.EVENT_RETENTION_DAYS ?? null,
    },
    oidc: toOidcSettings(env),
  })
}

/** Replicas have folders of their own, and what one has not would be missing to all: there, files are kept only where somebody says so. */
function configFilesOf(env: z.infer<typeof Environment>): 'on' | 'propose' | 'off' {
  return env.CONFIG_FILES ?? (isPostgresUrl(env.DATABASE_URL) ? 'off' : 'on')
}

function secretVariables(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter(
      (entry): entry is [string, string] => /^HOOKLINE_SECRET_[A-Z0-9_]+$/.test(entry[0]) && entry[1] !== undefined,
    ),
  )
}

/** Of a list that is separated by commas. */
function entriesOf(list: string): string[] {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean)
}

function isDatabaseUrl(url: string): boolean {
  return isPostgresUrl(url) ? URL.canParse(url) : sqliteFile(url) !== undefined
}

function isPostgresUrl(url: string | undefined): boolean {
  return /^postgres(ql)?:\/\//.test(url ?? '')
}

function sqliteFile(url: string | undefined): string | undefined {
  return url?.match(/^(?:sqlite|file):(?:\/\/)?(.+)/)?.[1]
}

function isRedisUrl(text: string): boolean {
  return /^rediss?:\/\//.test(text) && URL.canParse(text)
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
}

function isProxyUrl(text: string): boolean {
  return isHttpUrl(text) && new URL(text).pathname === '/' && !/%(?![0-9a-f]{2})/i.test(text)
}
