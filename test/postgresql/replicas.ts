import pg from 'pg'
import { onTestFinished } from 'vitest'
import { makeOwnDatabase } from '../helpers/postgres.ts'
import { type LiveApp, startLive } from '../live/helpers.ts'

/** Replicas share their database and the key that it is sealed under, and nothing else. */
const SHARED = { WEBHOOK_SECRET_KEY: 'the same on each of the replicas' }

/** Servers on one fresh database, each with a folder of its own; gone after the test. */
export async function startReplicas(count: number, env: Record<string, string> = {}): Promise<{ replicas: LiveApp[]; url: string }> {
  const { env: place, remove } = await makeOwnDatabase()
  onTestFinished(remove)
  const url = place.DATABASE_URL!
  const replicas = await Promise.all(Array.from({ length: count }, () => startLive({}, { ...SHARED, DATABASE_URL: url, ...env })))
  return { replicas, url }
}

/** A connection beside the servers, closed after the test. */
export async function onDatabase(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  return client
}
