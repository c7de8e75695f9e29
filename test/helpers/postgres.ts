import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Where tests find PostgreSQL: TEST_DATABASE_URL, of a role that may make databases. Undefined: there is none. */
export const SERVER = process.env.TEST_DATABASE_URL

/** An empty database of its own; `remove` takes it away once nobody uses it. */
export async function makeDatabase(): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `hookline_${randomUUID().replaceAll('-', '')}`
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(SERVER!)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER })
  await client.connect()
  await client.query(sql)
  await client.end()
}
