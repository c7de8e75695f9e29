import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { deliver, type LiveApp } from '../live/helpers.ts'
import { onDatabase, startReplicas } from './replicas.ts'

it('finds what was stored before it was asked, though another writer holds a transaction open', { timeout: 60_000 }, async () => {
  const { replicas, url } = await startReplicas(1)
  const [app] = replicas as [LiveApp]
  const webhook = await app.createWebhook()
  const held = await onDatabase(url)
  await held.query('BEGIN')
  await held.query(`INSERT INTO change_feed (kind, node_id, webhook_id, at) VALUES ('WEBHOOK_UPDATED', $1, $1, 1)`, [webhook.id])
  await deliver(app, webhook, 3)

  const found = app.graphql(`{ events(where: { search: "created", webhookIds: ["${webhook.id}"] }) { edges { node { id } } } }`)
  await wait(300)
  await held.query('COMMIT')

  expect((await found).events.edges).toHaveLength(3)
})
