// npm run bench:soak -- [--minutes 20]: deliveries at a steady rate while subscribers come and go. Exits with 1 when memory,
// descriptors or the event loop's lag grow over the second half, or when anything was lost. Deliveries take up to 15 MB a second
// of disk in the system's temporary directory, and are removed at the end.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ADMIN_KEY, newDataDir, startServer } from './lib/built-server.mjs'
import { countIn, problemsOf } from './lib/ledger.mjs'
import { memoryMiB, sleep, table } from './lib/machine.mjs'
import { postDelivery } from './lib/post.mjs'
import { trendOf } from './lib/trend.mjs'
import { createMeasuredWebhook } from './lib/webhook.mjs'

const PER_SECOND = 500
const COMERS = 20
const TICK_MS = 10
const SAMPLE_MS = 10_000
const ARRIVES_WITHIN_MS = 30_000
const MIB = 2 ** 20
/** A received event is decided in the same commit, and told of twice. */
const MESSAGES_EACH = 2

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } })
const runMs = Number(values.minutes) * 60_000
if (!(runMs >= 10 * SAMPLE_MS)) throw new Error('A run of fewer than ten samples says nothing: --minutes 2 or more')

const dataDir = newDataDir()
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
const server = await startServer({ dataDir })
const webhook = await createMeasuredWebhook(server)
const comers = fork(fileURLToPath(new URL('./lib/comers.mjs', import.meta.url)), [String(server.port), String(COMERS)])
comers.once('exit', (code) => code && fail(`the subscribers' process ended with ${code}`))
await once(comers, 'message')

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
const answers = { accepted: 0, other: 0 }
const [samples] = await Promise.all([sampleFor(runMs), postFor(runMs)])
comers.send('stay')
const counts = await quiet()
const { heard, comings } = await askComers()
const refused = answers.other > 0 ? [`${answers.other} deliveries were not answered with 202`] : []
report(samples, [...lostOnes(counts, heard), ...refused], comings)
comers.kill()
agent.destroy()
await server.stop()

/** A rate that does not wait for answers. */
async function postFor(ms) {
  const startedAt = performance.now()
  const posts = []
  for (let passed = 0; passed < ms; passed = performance.now() - startedAt) {
    while (posts.length < (passed / 1000) * PER_SECOND) posts.push(post())
    await sleep(TICK_MS)
  }
  await Promise.all(posts)
}

async function post() {
  const { status } = await postDelivery(server.url + webhook.endpoint, { agent })
  answers[status === 202 ? 'accepted' : 'other']++
}

async function sampleFor(ms) {
  const taken = []
  // Metrics of the process are collected from their first reading on.
  await readMetrics()
  for (let n = 1; n * SAMPLE_MS <= ms; n++) {
    const before = answers.accepted
    await sleep(SAMPLE_MS)
    taken.push({ perSecond: ((answers.accepted - before) * 1000) / SAMPLE_MS, ...(await sample()) })
  }
  return taken
}

async function sample() {
  const metrics = await readMetrics()
  return {
    rssMiB: memoryMiB(server.pid),
    heapMiB: metrics('nodejs_heap_size_used_bytes') / MIB,
    descriptors: readdirSync(`/proc/${server.pid}/fd`).length,
    lagMs: metrics('nodejs_eventloop_lag_p99_seconds') * 1000,
  }
}

async function readMetrics() {
  const text = await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })).text()
  return (name) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)[1])
}

/** When all that was stored is decided and told, or nothing more comes; what is stored then. */
async function quiet() {
  for (const until = performance.now() + ARRIVES_WITHIN_MS; ; await sleep(500)) {
    const found = await countIn(server.databaseFile)
    if (performance.now() > until || lostOnes(found, (await askComers()).heard).length === 0) return found
  }
}

function lostOnes(found, heardOf) {
  const heardEach = heardOf.map((messages) => messages / MESSAGES_EACH)
  return problemsOf(found, { acknowledged: answers.accepted, connections: 0, heard: heardEach })
}

async function askComers() {
  comers.send('tell')
  const [told] = await once(comers, 'message')
  return told
}

function report(taken, lost, comings) {
  const keys = {
    perSecond: 'deliveries/s',
    rssMiB: 'RSS MiB',
    heapMiB: 'heap MiB',
    descriptors: 'descriptors',
    lagMs: 'event loop lag p99 ms',
  }
  const cells = (one) => Object.keys(keys).map((key) => one[key].toFixed(key === 'perSecond' || key === 'descriptors' ? 0 : 1))
  const rows = taken.map((one, i) => [((i + 1) * SAMPLE_MS) / 1000, ...cells(one)])
  console.log(table([['second', ...Object.values(keys)], ...rows]))
  const trends = Object.entries(keys)
    .slice(1)
    .map(([key, name]) => ({ name, ...trendOf(taken.slice(taken.length >> 1).map((one) => one[key])) }))
  const verdicts = trends.map((one) => [
    one.name,
    one.level.toFixed(1),
    one.growth.toFixed(1),
    one.noise.toFixed(1),
    one.isFlat ? 'flat' : 'GROWS',
  ])
  console.log(`\n${table([['second half', 'level', 'growth', 'noise', 'verdict'], ...verdicts])}\n`)
  console.log(`${answers.accepted} deliveries accepted; ${COMERS} subscribers came ${comings} times.`)
  console.log(lost.length > 0 ? `LOST: ${lost.join('; ')}` : 'Nothing was lost, and nothing came twice.')
  if (lost.length > 0 || trends.some(({ isFlat }) => !isFlat)) process.exitCode = 1
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
