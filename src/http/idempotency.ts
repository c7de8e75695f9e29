import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { ExpectationFailed, insert, type Statement, update } from '../backends/database/database.ts'
import { idempotencyContext } from '../backends/vault/vault.ts'
import { Conflict, InvalidInput, Refused } from '../errors.ts'
import type { Registry } from '../registry/registry.ts'
import type { CallerEnv } from './authenticate.ts'

/** How long an answer is remembered. */
const KEPT_MS = 24 * 60 * 60 * 1000
/** After this a request without an answer counts as lost with its process, and may be made again. */
const LOST_MS = 5 * 60 * 1000
const RETRY_S = 1
const KEY = /^[\x20-\x7e]{1,200}$/
/** Yoga answers 200 where a resolver broke; as little worth remembering as a 500. */
const BROKEN_RESOLVER = '"code":"INTERNAL_SERVER_ERROR"'

interface Remembered {
  requestHash: string
  status: number | null
  response: string | null
}
interface Answer {
  body: string
  headers: [string, string][]
}

/**
 * Honours `Idempotency-Key` on POST: a request made again gets the first one's answer and is not carried out twice. For
 * use behind `authenticate`; keys of different callers have nothing to do with each other. In GraphQL only mutations count.
 * @throws {Conflict} `idempotency_key_reused` with another request, `idempotency_in_progress` while the first one runs
 */
export function idempotency({ db, vault, now }: Pick<Registry, 'db' | 'vault' | 'now'>): MiddlewareHandler<CallerEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || c.req.method !== 'POST' || wantsStream(c)) return next()
    if (!KEY.test(key)) throw new InvalidInput([{ path: ['Idempotency-Key'], message: 'expected 1 to 200 printable characters' }])
    const body = Buffer.from(await c.req.raw.clone().arrayBuffer())
    if (c.req.path === '/graphql' && !/\bmutation\b/.test(body.toString())) return next()
    const keyHash = hash(c.get('viewer').keyId, key)
    const requestHash = hash(c.req.path, new URL(c.req.url).search, body)
    const remembered = await begin(keyHash, requestHash)
    if (remembered) return replay(remembered, keyHash)
    await carryOut(c, next, keyHash)
  }

  /** Null: this request is the first and is to be carried out. */
  async function begin(keyHash: string, requestHash: string): Promise<Required<Remembered> | null> {
    try {
      await db.write(reservation(keyHash, requestHash, now()))
      return null
    } catch (error) {
      if (!(error instanceof ExpectationFailed)) throw error
    }
    const sql = 'SELECT request_hash AS "requestHash", status, response FROM idempotency_keys WHERE key_hash = ?'
    const [row] = await db.read<Remembered>(sql, [keyHash])
    if (row && row.requestHash !== requestHash)
      throw new Conflict('This Idempotency-Key came with another request before', 'idempotency_key_reused')
    if (!row?.response)
      throw new Refused(409, 'idempotency_in_progress', 'The first request with this Idempotency-Key is under way', {
        retryAfterS: RETRY_S,
      })
    return row
  }

  function replay({ status, response }: Remembered, keyHash: string): Response {
    const { body, headers } = JSON.parse(vault.open(response!, idempotencyContext(keyHash))) as Answer
    return new Response(isBodiless(status!) ? null : body, { status: status!, headers: [...headers, ['Idempotent-Replayed', 'true']] })
  }

  async function carryOut(c: Context, next: () => Promise<void>, keyHash: string): Promise<void> {
    let answer: Answer | null = null
    try {
      await next()
      answer = await toAnswer(c.res)
    } finally {
      await db.write([
        answer ? remember(keyHash, c.res.status, vault.seal(JSON.stringify(answer), idempotencyContext(keyHash))) : forget(keyHash),
      ])
    }
  }
}

/** A live stream has no one answer. */
function wantsStream(c: Context): boolean {
  return c.req.header('accept')?.includes('text/event-stream') ?? false
}

/** Null: not to be remembered, so that trying again can help. */
async function toAnswer(response: Response): Promise<Answer | null> {
  if (response.status >= 500 || response.status === 429) return null
  const body = await response.clone().text()
  if (body.includes(BROKEN_RESOLVER)) return null
  const headers = ['content-type', 'location'].flatMap((name): [string, string][] => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return { body, headers }
}

/** What is too old makes room first; what is left keeps the key. */
function reservation(keyHash: string, requestHash: string, nowMs: number): Statement[] {
  const row = insert('idempotency_keys', { key_hash: keyHash, request_hash: requestHash, created_at: nowMs })
  return [
    {
      sql: 'DELETE FROM idempotency_keys WHERE key_hash = ? AND (created_at <= ? OR (status IS NULL AND created_at <= ?))',
      params: [keyHash, nowMs - KEPT_MS, nowMs - LOST_MS],
    },
    { ...row, sql: `${row.sql} ON CONFLICT (key_hash) DO NOTHING`, expect: 1 },
  ]
}

function remember(keyHash: string, status: number, response: string): Statement {
  return update('idempotency_keys', { status, response }, { key_hash: keyHash })
}

function forget(keyHash: string): Statement {
  return { sql: 'DELETE FROM idempotency_keys WHERE key_hash = ? AND status IS NULL', params: [keyHash] }
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 304
}

function hash(...parts: (string | Buffer)[]): string {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(String(part.length)).update(':').update(part)
  return sum.digest('hex')
}
