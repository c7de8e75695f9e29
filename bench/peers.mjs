// npm run bench:peers: the built server beside other tools that take webhooks, in alternating rounds with the floors. Installs them
// into node_modules/.cache/bench-peers. Writes a table and a picture into docs/benchmarks.md. --quick: one short round, writes nothing.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { measureColdStarts } from './cold-start.mjs'
import { measureIngest } from './ingest.mjs'
import { ROOT } from './lib/built-server.mjs'
import { writeFigures } from './lib/document.mjs'
import { TARGETS } from './lib/ingest-target.mjs'
import { ratiosOf, spread, spreadOf, table } from './lib/machine.mjs'
import { quick } from './lib/mode.mjs'
import { PEERS } from './peers/peers.mjs'
import { startOnce, startPeer } from './peers/target.mjs'
import { machine, picture } from './sections.mjs'

const CACHE = path.join(ROOT, 'node_modules/.cache/bench-peers')
const MARKS = ['<!-- figures: npm run bench:peers -->', '<!-- end of the peers -->']

execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
const missing = []
const peers = Object.entries(PEERS).filter(install)
const connections = quick ? [32] : [32, 256]
const text = [machine('npm run bench:peers'), await ingestText(), await startText(), aboutText()].join('\n\n')
console.log(text)
if (!quick) writeFigures(MARKS, text)

/** One that cannot be installed here is named with what it said. */
function install([name, peer]) {
  try {
    peer.install(folderOf(name))
    return true
  } catch (error) {
    missing.push([name, String(error.message).split('\n')[0]])
    return false
  }
}

function folderOf(name) {
  return path.join(CACHE, name.toLowerCase())
}

async function ingestText() {
  const targets = { ...TARGETS, ...Object.fromEntries(peers.map(([name, peer]) => [name, () => startPeer(peer, folderOf(name))])) }
  const names = ['F1', 'F2', 'hookline', ...peers.map(([name]) => name)]
  const extent = quick ? { rounds: 1, seconds: 2, warmSeconds: 1.5 } : { rounds: 3, seconds: 4, warmSeconds: 2 }
  const results = await measureIngest({ targets, names, connections, ...extent, note: (line) => console.error(line) })
  const head = ['target', 'connections', 'deliveries/s', '÷ F2', 'hookline ÷ it', 'p50 ms', 'p99 ms', 'CPU µs', 'RSS MiB', 'not 2xx']
  const rows = connections.flatMap((count) => names.map((name) => rowOf(results, name, count)))
  const title = 'Deliveries a second at 32 connections, as a share of F2'
  return `${picture('peers', title, [head, ...rows], 1)}${table([head, ...rows])}`
}

function rowOf(results, name, count) {
  const all = results[`${name}@${count}`]
  const of = (key, digits) => spreadOf(all, key, digits)
  const ratio = (over, under) => ratiosOf(results[`${over}@${count}`], results[`${under}@${count}`], 'perSecond')
  const refused = all.reduce((sum, one) => sum + one.refused, 0)
  return [
    name,
    count,
    of('perSecond'),
    ratio(name, 'F2'),
    ratio('hookline', name),
    of('p50', 1),
    of('p99', 0),
    of('cpuUs'),
    of('rssMiB'),
    refused,
  ]
}

async function startText() {
  const times = quick ? 2 : 7
  const rows = [startRow('hookline, second start', await measureColdStarts(times))]
  for (const [name, peer] of peers) {
    const all = []
    for (let i = 0; i < times; i++) all.push(await startOnce(peer, folderOf(name)))
    rows.push(startRow(name, all))
  }
  return table([['started', 'ms to the first delivery that was taken', 'RSS MiB then'], ...rows])
}

function startRow(name, all) {
  return [name, spread(all.map(({ ms }) => ms)), spread(all.map(({ rssMiB }) => rssMiB))]
}

function aboutText() {
  const lines = peers.map(([name, { version, does }]) => `- **${name}** (${version}): ${does}.`)
  return [...lines, ...missing.map(([name, reason]) => `- **${name}** could not be installed here: ${reason}`)].join('\n')
}
