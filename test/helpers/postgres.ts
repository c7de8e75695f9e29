import { randomUUID } from 'node:crypto'
import pg from 'pg'

let server: string | undefined

/** Says that tests of this process run on PostgreSQL: the address of a role that may make databases. */
export function useServer(url: string): void {
  server = url
}

/** A server's environment for a database of its own, and how that is taken away; without one where tests run on SQLite. */
export interface OwnDatabase {
  env: { DATABASE_URL?: string; CONFIG_FILES?: string }
  remove(): Promise<void>
}

export async function makeOwnDatabase(): Promise<OwnDatabase> {
  if (server === undefined) return { env: {}, remove: async () => {} }
  const name = `hookline_${randomUUID().replaceAll('-', '')}`
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { env: { DATABASE_URL: url.href, CONFIG_FILES: 'on' }, remove: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(sql)
  await client.end()
}
