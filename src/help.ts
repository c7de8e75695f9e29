import { VERSION } from './model/package.ts'

export const HELP = `Hookline ${VERSION}: webhooks in, agents live, people in the loop.

Usage: npm start [-- --help | --version]
       node dist/main.js <subcommand>      beside a server that may be running

  audit verify [--head <hash>]   holds each audit entry against the one before it, and the log against an earlier head
  audit export                   writes the audit as lines of JSON, and tells its head
  rotate-key                     makes a new key file and encrypts everything under the new key
  migrate                        brings the database to this version, and ends
  migrate-data --from sqlite:<file> --to postgresql://… [--verify]
                                 moves everything to an empty PostgreSQL database, and compares both; --verify only compares.
                                 What was broken off goes on where it stopped. Stop the server first
  backup list | create | show <name> | restore <name> --dry-run | --yes
                                 copies of the configuration, which a server makes at each change; restore says what it changes
  archive list | show [--from <day>] [--to <day>]
                                 the archives of events in STORAGE_BACKEND, days as 2026-11-26; show writes lines of JSON
                                 0: sound, or done; 1: not sound; 2: could not be done

It is configured by environment variables; none is needed.

  HOST                  address to listen on (127.0.0.1)
  PORT                  port to listen on (8000)
  WEBHOOK_BASE_URL      where providers and people reach it (http://HOST:PORT)
  DATA_DIR              folder of the database and the key file (data)
  WEBHOOK_SECRET_KEY    encrypts secrets at rest (a key file beside the database)
  WEBHOOK_SECRET_KEY_PREVIOUS   the key before it; only opens, until everything is encrypted anew
  DATABASE_URL          sqlite: and a file, or postgresql://user:password@host/name (DATA_DIR/db/webhooks.db)
  ADMIN_API_KEY         presets an admin key, for containers and tests
  EGRESS_ALLOW          hosts that outgoing requests may reach although they are private, by comma
  EGRESS_PROXY          proxy that outgoing requests go through
  IP_RANGES_REFRESH_HOURS       how often, in hours, providers' published addresses are fetched (24)
  IP_RANGES_MIRROR      server that has these lists instead of the providers
  TRUSTED_PROXIES       reverse proxies whose X-Forwarded-For names the sender, by comma
  OIDC_ISSUER           lets people sign in through this OpenID Connect issuer
  OIDC_CLIENT_ID        Hookline's id at the issuer
  OIDC_CLIENT_SECRET    its secret there; a public client has none
  OIDC_SCOPES           what the issuer is asked for, separated by spaces (openid email profile)
  OIDC_NAME             what the button says: Sign in with … (the issuer's host)
  OIDC_ROLE_CLAIM       the claim that roles are found by: its name, or its path with dots
  OIDC_ROLES            value=ROLE by comma; * stands for everybody
  OIDC_EMAILS           addresses, and domains that begin with @, that may sign in, by comma
  OIDC_SESSION_HOURS    how long a person stays signed in, in hours (12)
  MCP                   Model Context Protocol at /mcp: on, readonly or off (on)
  METRICS               Prometheus' metrics at /metrics: key, open or off (key)
  MCP_HOSTS             further names under which /mcp may be reached, by comma
  CONFIG_FILES          webhooks as files in DATA_DIR/config/webhooks, too: on, propose or off (on; with PostgreSQL off)
  CONFIG_GRACE_SECONDS      seconds before the webhook of a file that is gone is disabled (60)
  LOG_LEVEL             trace, debug, info, warn, error or silent (info)
  OTEL_EXPORTER_OTLP_ENDPOINT   collector that traces are sent to by OTLP over HTTP, if set
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT   the whole URL for them, where it is another one
  OTEL_SERVICE_NAME     what they are sent as (hookline)
  LOG_FORMAT            whose fields a line of the log has: json, gcp or aws (json)
  GOOGLE_CLOUD_PROJECT  the project of the traces that lines lead to, with LOG_FORMAT=gcp
  REFUSED_PER_MINUTE    refused deliveries per address and minute before it gets 429; 0: no bound (300)
  KEY_REQUESTS_PER_MINUTE   requests per key and minute before it gets 429; 0: no bound (6000)
  MAX_CONNECTIONS       connections that may be open at once; more are closed unread (10000)
  BREAKER_THREAD_ACTIONS    outgoing actions on one thread; more are taken for a loop (10)
  BREAKER_WEBHOOK_ACTIONS   the same of one webhook (300)
  BREAKER_MINUTES       minutes in which both are counted (10)
  FEED_RETENTION_DAYS   days from which streams can resume (7)
  PAYLOAD_RETENTION_DAYS    days after which payloads are taken away; the event stays, if set
  PAYLOAD_RETENTION_MB  megabytes of payloads that are kept; the oldest go first, if set
  EVENT_RETENTION_DAYS  days after which events go with all that was made of them, 7 or more, if set
  STORAGE_BACKEND       where payloads are archived before they go: disk (in DATA_DIR/storage), s3 or gcs, if set
  REDIS_URL             Redis or Valkey, in which several servers count their limits together
  S3_BUCKET             the bucket, with STORAGE_BACKEND=s3
  S3_REGION             its region (us-east-1)
  S3_ENDPOINT           a store that speaks S3, instead of S3 itself
  S3_ACCESS_KEY_ID      with S3_SECRET_ACCESS_KEY; else the SDK looks for credentials
  S3_SECRET_ACCESS_KEY  see above
  GCS_BUCKET            the bucket, with STORAGE_BACKEND=gcs
  GCS_KEY_FILE          a service account's key; else the library looks for credentials
  GCS_ENDPOINT          an emulator, instead of Google

.env.example says more about each.`
