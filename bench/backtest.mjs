// A command tried on 10,000 stored events, streamed with its progress, and what deliveries lose while that goes on.
import { loadOne } from './ingest.mjs'
import { createWebhook, startServer } from './lib/built-server.mjs'
import { SECRET } from './lib/delivery.mjs'
import { subscribe } from './lib/subscriber.mjs'

const EVENTS = 10_000
const QUERY = `subscription ($id: ID!) { previewCommand(webhookId: $id, last: ${EVENTS},
  command: { trigger: "issues.opened", action: COMMENT, template: "{{issue.title}}", conditions: { labels: "bug" } }) {
  tried of matched done results { matched rendered event { id } } } }`
const DONE = Buffer.from('"done":true')

/** One measurement: `{ms, messages, perSecond, perSecondMeanwhile}`. */
export async function measureBacktest({ seconds, times }) {
  const server = await startServer({ env: { KEY_REQUESTS_PER_MINUTE: '0' } })
  const tried = await createWebhook(server, { name: 'Tried', provider: 'GITHUB', secret: SECRET, commands: [] })
  const other = await createWebhook(server, { name: 'Other', provider: 'GITHUB', secret: SECRET, commands: [] })
  await load(server, tried, { amount: EVENTS })
  const all = []
  for (let i = 0; i < times; i++) all.push(await backtest(server, tried))
  const alone = await load(server, other, { duration: seconds })
  const running = { isOn: true }
  const meanwhile = repeat(server, tried, running)
  const beside = await load(server, other, { duration: seconds })
  running.isOn = false
  const repeated = await meanwhile
  await server.stop()
  return { ms: all, perSecond: alone, perSecondMeanwhile: beside, repeated }
}

async function repeat(server, webhook, running) {
  let count = 0
  for (; running.isOn; count++) await backtest(server, webhook)
  return count
}

/** Milliseconds from asking to the last message. */
function backtest(server, webhook) {
  const startedAt = performance.now()
  let socket
  return new Promise((resolve, reject) => {
    let tail = Buffer.alloc(0)
    const take = (bytes) => {
      tail = Buffer.concat([tail, bytes]).subarray(-64)
      if (!bytes.includes(DONE) && !tail.includes(DONE)) return
      socket.destroy()
      resolve(performance.now() - startedAt)
    }
    subscribe(server.port, take, { query: QUERY, variables: { id: webhook.id } }).then((opened) => (socket = opened), reject)
  })
}

/** Deliveries a second. */
async function load(server, webhook, extent) {
  const run = await loadOne(server.url + webhook.endpoint, { connections: 32, ...extent })
  return run['2xx'] / run.duration
}
