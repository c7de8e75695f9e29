// Messages to many subscribers, beside the floors in alternating rounds. Alone: node bench/fanout.mjs [--quick]
import { fileURLToPath } from 'node:url'
import { startFloor, startHookline } from './lib/fanout-target.mjs'
import { QUERY } from './lib/live-event.mjs'
import { cpuSeconds, percentile, ratiosOf, requireDescriptors, sleep, spreadOf, table } from './lib/machine.mjs'
import { createCounter, subscribe, subscribeSse } from './lib/subscriber.mjs'

const MARK = Buffer.from('"kind":"EVENT_')
const OPENED_TOGETHER = 50
/** What a first subscriber brings into memory once is not counted to each. */
const FIRST = 100
const SETTLE_MS = 1500
/** A floor that executes for each of 5,000 takes most of it on a busy machine. */
const ARRIVES_WITHIN_MS = 90_000
const FILTERS = 100
const WARM_SECONDS = 2
/** What a server has open besides its subscribers. */
const OTHER_DESCRIPTORS = 300

const someFilters = (subscriber) => ({ where: { eventTypes: ['issues.opened', `never.${subscriber % FILTERS}`] } })
const TARGETS = {
  'raw ws': { start: () => startFloor('raw') },
  'documented yoga': { start: () => startFloor('yoga') },
  'raw SSE': { start: () => startFloor('sse'), open: subscribeSse },
  hookline: { start: startHookline },
  'hookline, 100 filters': { start: startHookline, variablesOf: someFilters },
  'hookline, SSE': { start: startHookline, open: subscribeSse },
}

/** `{[name@subscribers]: [measurement]}`, one for each round. */
export async function measureFanout({ names = Object.keys(TARGETS), sizes, rounds, seconds, note = () => {} }) {
  requireDescriptors(Math.max(...sizes) + OTHER_DESCRIPTORS)
  const results = {}
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      for (const name of names) {
        const measured = await measure(TARGETS[name], size, seconds)
        ;(results[`${name}@${size}`] ??= []).push(measured)
        note(`round ${round + 1}, ${name}@${size}: ${measured.perSecond.toFixed(0)} frames/s, ${measured.cpuUs.toFixed(1)} µs`)
      }
    }
  }
  return results
}

async function measure({ start, open = subscribe, variablesOf = () => ({}) }, size, seconds) {
  const target = await start()
  const nobody = gather(target, 0, open, variablesOf)
  await keepRate(target, nobody, WARM_SECONDS)
  const alone = await keepRate(target, nobody, seconds)
  const crowd = gather(target, size, open, variablesOf)
  await crowd.join(FIRST)
  await sleep(SETTLE_MS)
  const before = await target.memory?.()
  await crowd.join(size - FIRST)
  await sleep(SETTLE_MS)
  const idle = await target.memory?.()
  const saturated = await saturate(target, crowd, seconds)
  const timed = await keepRate(target, crowd, seconds)
  const lost = crowd.published * target.framesEach * size - crowd.received()
  crowd.leave()
  await target.stop()
  if (lost !== 0) throw new Error(`${lost} frames were not received`)
  const kibEach = (key) => (idle ? (idle[key] - before[key]) / 1024 / (size - FIRST) : Number.NaN)
  return { ...saturated, ...timed, rssKiB: kibEach('rss'), heapKiB: kibEach('heapUsed'), answerRatio: timed.answerP99 / alone.answerP99 }
}

function gather(target, size, open, variablesOf) {
  const counters = []
  const sockets = []
  const crowd = { size, published: 0, received: () => counters.reduce((sum, one) => sum + one.received, 0), heard: () => {}, join, leave }
  return crowd

  async function join(count) {
    for (let left = count; left > 0; left -= OPENED_TOGETHER)
      sockets.push(...(await Promise.all(Array.from({ length: Math.min(OPENED_TOGETHER, left) }, joinOne))))
  }

  async function joinOne() {
    const subscriber = counters.length
    const counter = createCounter(MARK)
    counters.push(counter)
    const take = (bytes) => {
      const had = counter.received
      counter.take(bytes)
      if (counter.received > had) crowd.heard(had, counter.received)
    }
    return open(target.port, take, { query: QUERY, variables: variablesOf(subscriber), key: await target.keyFor(subscriber) })
  }

  function leave() {
    for (const socket of sockets) socket.destroy()
  }
}

/** The next message as soon as what is under way is no more than two to each. */
async function saturate(target, crowd, seconds) {
  const each = target.framesEach * crowd.size
  let received = crowd.received()
  let isOn = true
  crowd.heard = (had, has) => {
    received += has - had
    while (isOn && crowd.published * each - received <= each) publish(target, crowd)
  }
  publish(target, crowd)
  await sleep(1000)
  const [from, cpu, at] = [received, cpuSeconds(target.pid), performance.now()]
  await sleep(seconds * 1000)
  const took = (performance.now() - at) / 1000
  const [frames, used] = [received - from, cpuSeconds(target.pid) - cpu]
  isOn = false
  await arrived(target, crowd)
  crowd.heard = () => {}
  return { perSecond: frames / took, cpuUs: (used / frames) * 1e6, cores: used / took }
}

/** Ten messages a second: from publishing to each subscriber's frame, and to the answer. */
async function keepRate(target, crowd, seconds) {
  const [times, answers, publishedAt] = [[], [], []]
  const first = crowd.published
  crowd.heard = (had, has) => {
    const now = performance.now()
    for (let frame = had; frame < has; frame++) {
      const number = Math.floor(frame / target.framesEach) - first
      if (frame % target.framesEach === 0 && publishedAt[number] !== undefined) times.push(now - publishedAt[number])
    }
  }
  const startedAt = performance.now()
  for (let n = 0; n < seconds * 10; n++) {
    await sleep(Math.max(0, startedAt + n * 100 - performance.now()))
    publishedAt.push(performance.now())
    answers.push(publish(target, crowd))
  }
  // One on its way would reach who joins after this.
  const answerMs = await Promise.all(answers)
  await arrived(target, crowd)
  crowd.heard = () => {}
  return {
    frameP50: percentile(times, 0.5),
    frameP99: percentile(times, 0.99),
    answerP50: percentile(answerMs, 0.5),
    answerP99: percentile(answerMs, 0.99),
  }
}

function publish(target, crowd) {
  crowd.published++
  return target.publish()
}

async function arrived({ framesEach }, crowd) {
  for (const until = performance.now() + ARRIVES_WITHIN_MS; performance.now() < until; await sleep(50))
    if (crowd.received() >= crowd.published * framesEach * crowd.size) return
}

/** The rows of a table; the first names the columns. */
export function fanoutRows(results, sizes) {
  const names = Object.keys(TARGETS)
  const head = [
    'target',
    'subscribers',
    'frames/s',
    '÷ raw ws',
    '÷ yoga',
    'CPU µs a frame',
    'CPU ÷ raw ws',
    'publish to frame p50 ms',
    'p99 ms',
    'POST to 202 p99 ms',
    '÷ with no subscriber',
    'RSS KiB each',
    'heap KiB each',
  ]
  const rows = sizes.flatMap((size) => names.filter((name) => results[`${name}@${size}`]).map((name) => rowOf(results, name, size)))
  return [head, ...rows]
}

function rowOf(results, name, size) {
  const all = results[`${name}@${size}`]
  const of = (key, digits) => (Number.isNaN(all[0][key]) ? '–' : spreadOf(all, key, digits))
  const beside = (other, key) => {
    const floor = results[`${other}@${size}`]
    return floor ? ratiosOf(all, floor, key) : '–'
  }
  return [
    name,
    size,
    of('perSecond', 0),
    beside('raw ws', 'perSecond'),
    beside('documented yoga', 'perSecond'),
    of('cpuUs', 1),
    beside('raw ws', 'cpuUs'),
    of('frameP50', 1),
    of('frameP99', 1),
    of('answerP99', 1),
    of('answerRatio', 2),
    of('rssKiB', 1),
    of('heapKiB', 1),
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const quick = process.argv.includes('--quick')
  const sizes = quick ? [1000] : [1000, 5000]
  const extent = quick ? { rounds: 1, seconds: 2 } : { rounds: 3, seconds: 5 }
  console.log(table(fanoutRows(await measureFanout({ sizes, ...extent, note: (line) => console.error(line) }), sizes)))
}
