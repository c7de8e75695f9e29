import type { Database, Row } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import { credentialsContext, secretContext, sharedCredentialsContext, targetContext, type Vault } from '../backends/vault/vault.ts'
import type { Logger } from '../log.ts'
import { providers } from '../providers/index.ts'

/** Keeps what this server holds in confidence out of what it writes elsewhere. */
export interface SecretsGuard {
  /** The text with every known secret, credential, token that a credential was exchanged for, and API key struck out. */
  strike(text: string): Promise<string>
  /** The same at once, with what was known at the last change of a webhook: for answers that a sender waits for. */
  strikeNow(text: string): string
  /** Looks for what is stored by now. Others' changes are learnt of from the feed. */
  learn(): Promise<void>
}

const STRUCK = '[secret removed]'
/** Shorter ones would strike out words. */
const MIN_CHARS = 8
/** The form of an API key: src/registry/keys.ts. Of these only hashes are stored. */
const API_KEY = /\bhk_[A-Za-z0-9_-]{20,}/g

const STORED: readonly { sql: string; context(id: string): string }[] = [
  { sql: 'SELECT secret_id AS id, sealed FROM webhook_secrets', context: secretContext },
  { sql: 'SELECT webhook_id AS id, credentials AS sealed FROM webhook_configs WHERE credentials IS NOT NULL', context: credentialsContext },
  { sql: 'SELECT provider AS id, sealed FROM provider_credentials', context: sharedCredentialsContext },
  { sql: 'SELECT url AS id, sealed FROM forward_targets', context: targetContext },
  { sql: 'SELECT url AS id, earlier_sealed AS sealed FROM forward_targets WHERE earlier_sealed IS NOT NULL', context: targetContext },
]
/** Of credentials, what is no secret. */
const PLAIN = new Set(['baseUrl', 'replyUrl', 'email', 'from', 'organization', 'appId', 'installationId', 'format'])

interface Deps {
  db: Database
  vault: Vault
  feed: Pick<Feed, 'listen'>
  log: Logger
}

export function createSecretsGuard({ db, vault, feed, log }: Deps): SecretsGuard {
  let known: readonly string[] = []
  /** What each envelope holds: opened once. */
  let opened = new Map<string, readonly string[]>()
  feed.listen((changes) => {
    if (changes.some(({ kind }) => kind.startsWith('WEBHOOK_'))) void read().catch((err) => log.error({ err }, 'secrets could not be read'))
  })
  return { strike, strikeNow, learn: read }

  async function strike(text: string): Promise<string> {
    await read()
    return strikeNow(text)
  }

  function strikeNow(text: string): string {
    const secrets = [...known, ...Object.values(providers).flatMap(({ replies }) => replies?.madeSecrets?.() ?? [])]
    const struck = secrets.reduce((rest, secret) => (rest.includes(secret) ? rest.replaceAll(secret, STRUCK) : rest), text)
    return struck.replace(API_KEY, STRUCK)
  }

  async function read(): Promise<void> {
    const found = new Map<string, readonly string[]>()
    for (const { sql, context } of STORED) {
      for (const row of await db.read(sql)) found.set(String(row.sealed), opened.get(String(row.sealed)) ?? open(row, context))
    }
    opened = found
    // The longest first: one may stand inside another.
    known = [...new Set([...found.values()].flat())].filter((secret) => secret.length >= MIN_CHARS).sort((a, b) => b.length - a.length)
  }

  function open({ id, sealed }: Row, context: (id: string) => string): readonly string[] {
    try {
      return secretsIn(vault.open(String(sealed), context(String(id))))
    } catch (err) {
      log.error({ err, id }, 'a secret cannot be opened, and is not looked for in what goes out')
      return []
    }
  }
}

function secretsIn(text: string): string[] {
  if (!text.startsWith('{')) return [text, text.replace(/^whsec_/, '')]
  const values = Object.entries(JSON.parse(text) as Record<string, string>).filter(([name]) => !PLAIN.has(name))
  return values.flatMap(([, value]) => [value, ...value.split('\n').filter((line) => line.length > 40)])
}
