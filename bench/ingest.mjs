// Deliveries a second beside the floors, in alternating rounds.
import { randomUUID } from 'node:crypto'
// biome-ignore lint/correctness/noUnresolvedImports: its package names its file without an ending
import autocannon from 'autocannon'
import { body, headers } from './lib/delivery.mjs'
import { TARGETS } from './lib/ingest-target.mjs'
import { cpuSecondsOfAll, memoryMiB, percentile } from './lib/machine.mjs'

/** One measurement for each name, connection count and round, in turns: `{[name@connections]: [measurement]}`. `targets` starts each by name. */
export async function measureIngest({ targets = TARGETS, names, connections, rounds, seconds, warmSeconds, note = () => {} }) {
  const results = {}
  for (let round = 0; round < rounds; round++) {
    for (const count of connections) {
      for (const name of names) {
        const measured = await measure(await targets[name](), count, seconds, warmSeconds)
        const key = `${name}@${count}`
        results[key] = [...(results[key] ?? []), measured]
        note(
          `round ${round + 1}, ${key}: ${measured.perSecond.toFixed(0)}/s, p99 ${measured.p99.toFixed(1)} ms, ${measured.cpuUs.toFixed(0)} µs`,
        )
      }
    }
  }
  return results
}

async function measure(target, connections, seconds, warmSeconds) {
  const warm = await load(target.urls, connections, warmSeconds)
  const cpuBefore = cpuSecondsOfAll(target.pids())
  const startedAt = performance.now()
  const latencies = []
  const run = await load(target.urls, connections, seconds, latencies)
  const took = (performance.now() - startedAt) / 1000
  const cores = (cpuSecondsOfAll(target.pids()) - cpuBefore) / took
  const drainMs = await target.drained()
  const measured = {
    perSecond: run.accepted / took,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    // With what was left to do after the last answer.
    cpuUs: ((cpuSecondsOfAll(target.pids()) - cpuBefore) / run.accepted) * 1e6,
    cores,
    rssMiB: memoryMiB(target.pids()[0]),
    drainMs,
    refused: run.refused,
  }
  await target.check(run.accepted + warm.accepted, connections)
  await target.stop()
  return measured
}

/** Each server gets its share of the connections. */
async function load(urls, connections, duration, latencies) {
  const runs = await Promise.all(urls.map((url) => loadOne(url, { connections: connections / urls.length, duration }, latencies)))
  const sum = (pick) => runs.reduce((total, run) => total + pick(run), 0)
  return { accepted: sum((run) => run['2xx']), refused: sum(({ non2xx, errors, timeouts }) => non2xx + errors + timeouts) }
}

/** `extent`: autocannon's connections, and duration in seconds or amount. */
export function loadOne(url, extent, latencies) {
  // No delivery repeats another: each request gets an id of its own.
  const setupRequest = (request) => ({ ...request, headers: { ...request.headers, 'x-github-delivery': randomUUID() } })
  return new Promise((resolve, reject) => {
    const requests = [{ method: 'POST', headers, body, setupRequest }]
    const running = autocannon({ url, ...extent, timeout: 30, requests }, (error, result) => (error ? reject(error) : resolve(result)))
    if (latencies) running.on('response', (_client, _status, _bytes, ms) => latencies.push(ms))
  })
}
