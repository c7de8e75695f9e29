// npm run bench:profile -- [SECONDS] [CONNECTIONS]: where the time of one delivery goes, by function, in each thread.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
// biome-ignore lint/correctness/noUnresolvedImports: its package names its file without an ending
import autocannon from 'autocannon'
import { startServer } from './lib/built-server.mjs'
import { body, headers } from './lib/delivery.mjs'
import { table } from './lib/machine.mjs'
import { createCounter, subscribe } from './lib/subscriber.mjs'
import { createMeasuredWebhook } from './lib/webhook.mjs'

const [seconds = '6', connections = '32', subscribers = '1', rows = '45'] = process.argv.slice(2)
const out = mkdtempSync(path.join(tmpdir(), 'hookline-profile-'))
const server = await startServer({ nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${out}`, '--cpu-prof-interval=500'] })
const webhook = await createMeasuredWebhook(server)
const sockets = []
for (let i = 0; i < Number(subscribers); i++) sockets.push(await subscribe(server.port, createCounter().take))
const setupRequest = (request) => ({ ...request, headers: { ...request.headers, 'x-github-delivery': randomUUID() } })
const { '2xx': accepted } = await autocannon({
  url: `${server.url}/webhooks/github/${webhook.id}`,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [{ method: 'POST', headers, body, setupRequest }],
})
for (const socket of sockets) socket.destroy()
await server.stop()
for (const file of readdirSync(out)) report(file, JSON.parse(readFileSync(path.join(out, file), 'utf8')))
rmSync(out, { recursive: true })

function report(file, { nodes, samples, timeDeltas }) {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const self = new Map()
  const total = new Map()
  for (const [i, id] of samples.entries()) {
    const us = timeDeltas[i]
    add(self, nameOf(byId.get(id)), us)
    const seen = new Set()
    for (let at = id; at !== undefined; at = parents.get(at)) seen.add(nameOf(byId.get(at)))
    for (const name of seen) add(total, name, us)
  }
  const perDelivery = (us) => (us / accepted).toFixed(1)
  const largest = (map) => [...map].sort((a, b) => b[1] - a[1]).slice(0, Number(rows))
  console.log(`\n${file}: ${accepted} deliveries, µs per delivery\n`)
  console.log(
    table([
      ['function', 'itself', 'with what it calls'],
      ...largest(self).map(([name, us]) => [name, perDelivery(us), perDelivery(total.get(name))]),
    ]),
  )
  console.log(`\n${table([['function', 'with what it calls'], ...largest(total).map(([name, us]) => [name, perDelivery(us)])])}`)
}

function add(map, name, us) {
  map.set(name, (map.get(name) ?? 0) + us)
}

function nameOf({ callFrame: { functionName, url, lineNumber } }) {
  const place = url.replace(/^.*\/(dist|node_modules)\//, '')
  return place === '' ? functionName : `${functionName || 'anonymous'} ${place}:${lineNumber + 1}`
}
