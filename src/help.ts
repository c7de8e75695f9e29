import { VERSION } from './model/package.ts'

export const HELP = `Hookline ${VERSION}: webhooks in, agents live, people in the loop.

Usage: npm start [-- --help | --version]
       node dist/main.js <subcommand>      beside a server that may be running

  audit verify [--head <hash>]   holds each audit entry against the one before it, and the log against an earlier head
  audit export                   writes the audit as lines of JSON, and tells its head
  rotate-key                     makes a new key file and encrypts everything under the new key
                                 0: sound, or done; 1: not sound; 2: could not be done

It is configured by environment variables; none is needed.

  HOST                  address to listen on (127.0.0.1)
  PORT                  port to listen on (8000)
  WEBHOOK_BASE_URL      where providers and people reach it (http://HOST:PORT)
  DATA_DIR              folder of the database and the key file (data)
  WEBHOOK_SECRET_KEY    encrypts secrets at rest (a key file beside the database)
  WEBHOOK_SECRET_KEY_PREVIOUS   the key before it; only opens, until everything is encrypted anew
  ADMIN_API_KEY         presets an admin key, for containers and tests
  EGRESS_ALLOW          hosts that outgoing requests may reach although they are private, by comma
  EGRESS_PROXY          proxy that outgoing requests go through
  TRUSTED_PROXIES       reverse proxies whose X-Forwarded-For names the sender, by comma
  CONFIG_FILES          whether webhooks are kept as files in DATA_DIR/config/webhooks, too (on)
  LOG_LEVEL             trace, debug, info, warn, error or silent (info)

.env.example lists them all, with meaning, unit and default.`
