// Slow senders, slow readers and masses of requests, one after the other, while a good sender delivers once a second: it must
// be answered with 2xx within two seconds all through.
import { randomUUID } from 'node:crypto'
import { createWebhook, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { runAlone } from '../fault/lib/checks.mjs'
import { start } from './lib/programs.mjs'

const SECONDS = 15
const WITHIN_MS = 2000
const SLOW = ['-c', '500', '-r', '200', '-l', String(SECONDS), '-p', '3', '-i', '5']

export async function floods({ check }) {
  const server = await startServer({ env: { REFUSED_PER_MINUTE: '0' } })
  const { endpoint } = await createWebhook(server, { name: 'good', provider: 'CUSTOM', allowUnsigned: true })
  const page = `${server.url}/sign-in`
  const attacks = {
    'slow headers': ['slowhttptest', ['-H', ...SLOW, '-x', '20', '-u', page]],
    'slow bodies': ['slowhttptest', ['-B', ...SLOW, '-s', '8192', '-x', '10', '-t', 'POST', '-u', server.url + endpoint]],
    'slow readers': ['slowhttptest', ['-X', ...SLOW, '-w', '10', '-y', '20', '-n', '5', '-z', '32', '-k', '3', '-u', page]],
    'pages in masses': ['wrk', ['-t', '1', '-c', '50', '-d', `${SECONDS}s`, page]],
    'refused deliveries in masses': ['wrk', ['-t', '1', '-c', '50', '-d', `${SECONDS}s`, `${server.url}/webhooks/github/nobody`]],
  }
  for (const [name, [command, args]] of Object.entries(attacks)) {
    const sender = startSender(server.url + endpoint)
    const attack = start(command, args)
    const isOver = await Promise.race([attack.exited.then(() => true), sleep((SECONDS + 5) * 1000)])
    if (!isOver) await attack.stop()
    const answers = await sender.stop()
    const slowest = Math.max(...answers.map(({ ms }) => ms))
    const bad = answers.filter(({ status, ms }) => status >= 300 || ms > WITHIN_MS)
    check(
      answers.length >= SECONDS / 2 && bad.length === 0,
      `${name}: ${answers.length} good deliveries, the slowest in ${slowest} ms${bad.length > 0 ? `, bad: ${JSON.stringify(bad.slice(0, 3))}` : ''}`,
    )
  }
  const { status } = await deliver(server.url + endpoint)
  check(status === 202, 'the server is well afterwards')
  await server.stop()
}

/** Delivers once a second and waits for no answer before the next. */
function startSender(url) {
  const underWay = []
  const timer = setInterval(() => underWay.push(deliver(url)), 1000)
  return {
    stop: () => {
      clearInterval(timer)
      return Promise.all(underWay)
    },
  }
}

/** The status, and after how long; 599 where there was none. */
async function deliver(url) {
  const startedAt = performance.now()
  const body = JSON.stringify({ id: randomUUID() })
  const status = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(10_000),
  })
    .then((answer) => answer.arrayBuffer().then(() => answer.status))
    .catch(() => 599)
  return { status, ms: Math.round(performance.now() - startedAt) }
}

await runAlone(import.meta.url, floods)
