import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../../log.ts'
import type { PubSub } from '../pubsub/pubsub.ts'

/** Tells the other replicas of commits, and hears of theirs. What is missed is found by the feed's own look, each second. */
export interface News {
  /** Something was committed here. */
  tell(): void
  close(): Promise<void>
}

const CHANNEL = 'hookline_feed'
/** Told at most so often: one notice stands for all commits before it. */
const GATHER_MS = 5
const RECONNECT_MS = 1000

interface Deps {
  url: string
  pool: pg.Pool
  /** The way over Redis; null: there is none. */
  pubsub: PubSub | null
  log: Logger
  heard(): void
}

/**
 * Over Redis where there is one, and by NOTIFY where there is none or it does not answer: commits that notify wait for one another
 * in the whole cluster. Both are heard.
 */
export function startNews({ url, pool, pubsub, log, heard }: Deps): News {
  const self = randomUUID()
  let closed = false
  let client: pg.Client | undefined
  let telling: Promise<void> | undefined
  let again = false
  pubsub?.hear(heard)
  void listen()

  return { tell, close }

  function tell(): void {
    if (telling) again = true
    else telling = send()
  }

  async function send(): Promise<void> {
    do {
      await wait(GATHER_MS, undefined, { ref: false })
      again = false
      // Whoever does not hear it looks by itself.
      if (!closed) await sendOne().catch(() => {})
    } while (again && !closed)
    telling = undefined
  }

  async function sendOne(): Promise<void> {
    const isTold = pubsub
      ? await pubsub.tell().then(
          () => true,
          () => false,
        )
      : false
    if (!isTold && !closed) await pool.query('SELECT pg_notify($1, $2)', [CHANNEL, self])
  }

  /** Keeps one connection that listens, for as long as the server is up. */
  async function listen(): Promise<void> {
    while (!closed) {
      try {
        await hear()
      } catch (error) {
        if (!closed) log.warn({ reason: (error as Error).message }, 'the database does not tell of other replicas: looking each second')
      }
      if (!closed) await wait(RECONNECT_MS, undefined, { ref: false })
    }
  }

  async function hear(): Promise<void> {
    const own = new pg.Client({ connectionString: url, application_name: 'hookline feed', keepAlive: true, connectionTimeoutMillis: 5000 })
    client = own
    const ended = new Promise<void>((resolve, reject) => {
      own.on('end', resolve)
      own.on('error', reject)
    })
    ended.catch(() => {})
    own.on('notification', ({ payload }) => {
      if (payload !== self) heard()
    })
    await own.connect()
    await own.query(`LISTEN ${CHANNEL}`)
    heard()
    await ended
  }

  async function close(): Promise<void> {
    closed = true
    await telling
    await pubsub?.close()
    await client?.end().catch(() => {})
  }
}
