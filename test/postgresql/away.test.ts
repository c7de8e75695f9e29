import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

it('answers 503 with a code and when to come back while PostgreSQL is away, and goes on when it is there again', {
  timeout: 90_000,
}, async () => {
  const { postgres, app, webhook } = await startOnOwnPostgres()
  const headers = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json' }
  const read = () => fetch(`${app.url}/api/webhooks/${webhook.id}`, { headers })
  const ask = async () => {
    const body = JSON.stringify({ query: '{ webhooks { totalCount } events { totalCount } }' })
    return (await fetch(`${app.url}/graphql`, { method: 'POST', headers, body })).json()
  }
  expect((await read()).status).toBe(200)

  process.kill(postgres.pid(), 'SIGQUIT')
  await expect.poll(async () => (await read()).status, { timeout: 15_000 }).toBe(503)
  const refused = await read()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect((await refused.json()).error.code).toBe('storage_unavailable')
  const answer = await ask()
  expect(JSON.stringify(answer)).toContain('storage_unavailable')
  expect(JSON.stringify(answer)).not.toContain('Unexpected error')

  await postgres.restart()
  await expect.poll(async () => (await read()).status, { timeout: 30_000 }).toBe(200)
  expect((await ask()).data.webhooks.totalCount).toBe(1)
  await app.close()
})

it('answers 503 while PostgreSQL takes no writes, as after a failover, and takes deliveries once it does', {
  timeout: 60_000,
}, async () => {
  const { postgres, app, webhook } = await startOnOwnPostgres()
  let n = 0
  const deliver = async () =>
    (
      await app.deliver(webhook, {
        body: `{"action":"opened","issue":{"number":${n}}}`,
        headers: { 'x-github-event': 'issues', 'x-github-delivery': `read-only-${n++}` },
      })
    ).status
  expect(await deliver()).toBe(202)

  await setReadOnly(postgres.url, true)
  await expect.poll(deliver, { timeout: 5000 }).toBe(503)
  expect(await deliver()).toBe(503)
  expect((await app.events(webhook.id, 'id')).length).toBeGreaterThan(0)

  await setReadOnly(postgres.url, false)
  await expect.poll(deliver, { timeout: 15_000 }).toBe(202)
  await app.close()
})

/** One that a test may break. */
async function startOnOwnPostgres() {
  const { startPostgres } = await import(new URL('../../scripts/postgres.mjs', import.meta.url).href)
  const postgres = await startPostgres({ fsync: 'off' })
  onTestFinished(() => postgres.stop())
  const app = await startApp({ env: { DATABASE_URL: postgres.url } })
  return { postgres, app, webhook: await app.createWebhook() }
}

async function setReadOnly(url: string, isReadOnly: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('SET default_transaction_read_only = off')
  await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`)
  await client.query('SELECT pg_reload_conf()')
  await client.end()
}
