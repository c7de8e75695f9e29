// The sections of docs/benchmarks.md, each measured when it is asked for.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { measureBacktest } from './backtest.mjs'
import { measureColdStarts } from './cold-start.mjs'
import { measureEngine } from './engine.mjs'
import { fanoutRows, measureFanout } from './fanout.mjs'
import { growthRows, measureGrowth } from './growth.mjs'
import { measureIngest } from './ingest.mjs'
import { measureLatency } from './latency.mjs'
import { ROOT } from './lib/built-server.mjs'
import { barChart } from './lib/chart.mjs'
import { FLOORS, ON_POSTGRES, PRODUCTS } from './lib/ingest-target.mjs'
import { median, ratiosOf, spread, spreadOf, table } from './lib/machine.mjs'
import { quick, smoke } from './lib/mode.mjs'

const IMAGES = path.join(ROOT, 'docs/images')

export function machine(command = 'npm run bench') {
  const cpus = os.cpus()
  const sqlite = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get()
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim()
  return table([
    ['what', 'which'],
    ['date', new Date().toISOString().slice(0, 10)],
    ['commit', commit],
    [
      'machine',
      `${cpus.length} cores (${cpus[0].model.trim()}), ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, ${os.platform()} ${os.arch()}; clients share the cores`,
    ],
    ['versions', `Node ${process.version}, SQLite ${sqlite} (WAL, synchronous=FULL)`],
    ['command', `${command}${quick ? ' -- --quick' : ''}`],
  ])
}

export async function ingestSection() {
  const names = smoke ? ['F2', 'hookline'] : quick ? ['F2', 'F2w', 'hookline'] : [...FLOORS, ...PRODUCTS]
  const { results, rows } = await ingestTable(names, 'F2', quick ? [32] : [32, 256])
  const ratio = ratioOf(results, 'hookline@32', 'F2@32')
  return {
    ratio,
    text: `### Deliveries a second\n\n${picture('ingest', 'Deliveries a second at 32 connections, as a share of F2', rows, 1)}${table(rows)}`,
  }
}

export async function postgresSection() {
  const { rows } = await ingestTable(ON_POSTGRES, 'F6v', [32])
  return `### Deliveries a second on PostgreSQL\n\n${picture('ingest-postgresql', 'Deliveries a second at 32 connections, as a share of F6v', rows, 1)}${table(rows)}`
}

async function ingestTable(names, floor, connections) {
  const extent = quick ? { rounds: smoke ? 3 : 1, seconds: 2, warmSeconds: 1.5 } : { rounds: 3, seconds: 4, warmSeconds: 2 }
  const results = await measureIngest({ names, connections, ...extent, note: (line) => console.error(line) })
  const head = [
    'target',
    'connections',
    'deliveries/s',
    `÷ ${floor}`,
    'p50 ms',
    'p99 ms',
    'CPU µs',
    `CPU ÷ ${floor}`,
    'cores',
    'RSS MiB',
    'not 2xx',
  ]
  const rows = connections.flatMap((count) => names.map((name) => ingestRow(results, name, count, floor)))
  return { results, rows: [head, ...rows] }
}

function ingestRow(results, name, count, floor) {
  const all = results[`${name}@${count}`]
  const beside = results[`${floor}@${count}`]
  const of = (key, digits) => spreadOf(all, key, digits)
  const ratio = (key) => ratiosOf(all, beside, key)
  const refused = all.reduce((sum, one) => sum + one.refused, 0)
  return [
    name,
    count,
    of('perSecond'),
    ratio('perSecond'),
    of('p50', 1),
    of('p99', 0),
    of('cpuUs'),
    ratio('cpuUs'),
    of('cores', 2),
    of('rssMiB'),
    refused,
  ]
}

function ratioOf(results, key, floor) {
  return median(results[key].map((one, i) => one.perSecond / results[floor][i].perSecond))
}

/** Of the rows with the first row's number, their fourth column. Markdown; nothing while nothing is written. */
export function picture(name, title, [, ...rows], line) {
  if (quick) return ''
  const shown = rows.filter((row) => row[1] === rows[0][1] && /^[\d.]/.test(row[3]))
  writeFileSync(
    path.join(IMAGES, `bench-${name}.svg`),
    barChart({ title, line, rows: shown.map((row) => [row[0], Number.parseFloat(row[3])]) }),
  )
  return `![${title}](images/bench-${name}.svg)\n\n`
}

const GROWTH_SAYS = `Wanted, at least: 0.90 of what it takes beside a thousand. The stored events have a short payload each, a task, an action and
their entries in the feed; the search index is whole before it begins. Queries beside a million: npm run test:scale.`

const FANOUT_WANTED = `Wanted over WebSocket, at least: 0.80 of raw ws and 4 times yoga; with 100 filters at most 2.0 times the CPU of raw ws;
POST to 202 with 1,000 subscribers at most 2.0 times that with none; 14 KiB of RSS and 6 KiB of heap for each of 5,000.`

export async function fanoutSection() {
  const note = (line) => console.error(line)
  const few = await measureFanout({ sizes: [1000], ...(quick ? { rounds: 1, seconds: 2 } : { rounds: 3, seconds: 3 }), note })
  // To have so many come takes half a minute each time.
  const many = quick ? {} : await measureFanout({ sizes: [5000], rounds: 1, seconds: 4, note })
  const rows = fanoutRows({ ...few, ...many }, quick ? [1000] : [1000, 5000])
  const title = 'Messages a second to 1,000 subscribers, as a share of a bare WebSocket server'
  return `### Messages to many subscribers\n\n${picture('fanout', title, rows, 1)}${table(rows)}\n\n${FANOUT_WANTED}`
}

export async function backtestSection() {
  const one = await measureBacktest(quick ? { seconds: 2, times: 2 } : { seconds: 5, times: 5 })
  const rows = [
    ['10,000 events, ms', 'deliveries/s alone', 'deliveries/s with back-tests all the time', 'share'],
    [spread(one.ms), one.perSecond.toFixed(0), one.perSecondMeanwhile.toFixed(0), (one.perSecondMeanwhile / one.perSecond).toFixed(2)],
  ]
  return `### Back-test\n\n${table(rows)}`
}

/** How many subscribers there are at how many deliveries a second. */
const LIVE_LOADS = [
  [1, 50],
  [100, 50],
  [1000, 10],
]
const LATENCY_WANTED = `Wanted, at least: the frame 0.6 ms after the 202 with one subscriber and 2 ms with 100; to 1,000, 1.3 times the floor's POST to frame.
The floor is F2 that writes one frame, made once, to every socket.`

export async function latencySection() {
  const extent = quick ? { rounds: 1, seconds: 3, warmSeconds: 1 } : { rounds: 3, seconds: 8, warmSeconds: 2 }
  const head = ['target', 'subscribers', 'deliveries/s', 'POST to 202, p50 ms', 'p99 ms', 'POST to frame, p50 ms', '÷ floor', 'p99 ms']
  const rows = [[...head, 'frame after 202, p50 ms', 'frames lost']]
  for (const [subscribers, perSecond] of LIVE_LOADS) {
    const all = { floor: [], hookline: [] }
    for (let i = 0; i < extent.rounds; i++) {
      for (const [name, measured] of Object.entries(all)) measured.push(await measureLatency({ name, subscribers, perSecond, ...extent }))
    }
    for (const [name, measured] of Object.entries(all)) rows.push([name, subscribers, perSecond, ...latencyRow(measured, all.floor)])
  }
  return `### Latency\n\n${table(rows)}\n\n${LATENCY_WANTED}`
}

function latencyRow(all, floor) {
  const of = (key) => spreadOf(all, key, 2)
  return [
    of('answerP50'),
    of('answerP99'),
    of('frameP50'),
    ratiosOf(all, floor, 'frameP50'),
    of('frameP99'),
    spread(
      all.map((one) => one.frameP50 - one.answerP50),
      2,
    ),
    all.reduce((sum, one) => sum + one.lost, 0),
  ]
}

export async function growthSection() {
  const extent = quick ? { rounds: 1, seconds: 2, warmSeconds: 1 } : { rounds: 3, seconds: 4, warmSeconds: 2 }
  return `### Deliveries a second as events are stored\n\n${table(growthRows(await measureGrowth(extent)))}\n\n${GROWTH_SAYS}`
}

export async function engineSection() {
  const rows = await measureEngine({ sizes: quick ? [10_000] : [10_000, 100_000], sampleMs: quick ? 100 : 300 })
  return `### Matching and rendering\n\n${table([['step', 'µs for one event'], ...rows])}`
}

export async function coldStartSection() {
  const all = await measureColdStarts(quick ? 3 : 7)
  const rows = [['second start of the built server', spread(all.map(({ ms }) => ms)), spread(all.map(({ rssMiB }) => rssMiB))]]
  return `### Start\n\n${table([['what', 'ms to the first stored delivery', 'RSS MiB then'], ...rows])}`
}
