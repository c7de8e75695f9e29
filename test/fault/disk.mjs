// A disk that fails to flush, and a disk that is full: never a 2xx, always a 503, and no harm to what was stored.
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { newDataDir, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { runAlone } from './lib/checks.mjs'
import { createSenders, send } from './lib/senders.mjs'
import { keyOf, readEvents, withCopy } from './lib/store.mjs'
import { attach, requireStrace } from './lib/strace.mjs'

const SMALL_DISK = '24m'
const RECOVERY_MS = 10_000

export async function disk(checks) {
  await failingFlush(checks)
  await fullDisk(checks)
}

async function failingFlush({ check, none }) {
  requireStrace()
  const dataDir = newDataDir()
  const server = await startServer({ dataDir, env: { LOG_LEVEL: 'silent', EGRESS_ALLOW: '127.0.0.1' } })
  const senders = await createSenders(server, 'http://127.0.0.1:1')
  const before = await sendSome(server, senders, 20)
  check(before.every(isAccepted), 'before: deliveries are accepted')
  const detach = await attach(server.pid, ['-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:error=EIO'])
  const during = await sendSome(server, senders, 20)
  none(
    during.filter(({ status }) => status !== 503).map(({ status, text }) => [status, text]),
    'a flush that fails (EIO): every delivery gets 503, none a 2xx',
  )
  check(
    during.every(({ headers }) => Number(headers['retry-after']) > 0),
    'and Retry-After',
  )
  check((await status(server, '/readyz')) === 503 && (await status(server, '/healthz')) === 200, '/readyz says 503, /healthz 200')
  await detach()
  const after = await sendSome(server, senders, 5)
  check(
    after.every((answer) => answer.status === 503),
    'flushes work again: still 503, for what the kernel dropped is not known',
  )
  await server.kill('SIGKILL')
  const again = await startServer({ dataDir, env: { EGRESS_ALLOW: '127.0.0.1' } })
  const healed = await sendSome(again, senders, 20)
  check(healed.every(isAccepted), 'after a restart: deliveries are accepted')
  await again.stop()
  checkStored({ check, none }, again.databaseFile, [...before, ...healed])
  rmSync(dataDir, { recursive: true })
}

async function fullDisk({ check, none }) {
  if (process.getuid?.() !== 0) return check(true, 'a full disk: left out, for only root may mount one')
  const mount = mkdtempSync(path.join(tmpdir(), 'hookline-small-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', mount])
  try {
    await onSmallDisk({ check, none }, mount)
  } finally {
    // After a failure a server may still run there until this program ends.
    execFileSync('umount', ['--lazy', mount])
    rmSync(mount, { recursive: true })
  }
}

async function onSmallDisk({ check, none }, mount) {
  const server = await startServer({ dataDir: path.join(mount, 'data'), env: { LOG_LEVEL: 'silent', EGRESS_ALLOW: '127.0.0.1' } })
  const senders = await createSenders(server, 'http://127.0.0.1:1')
  const before = await sendSome(server, senders, 20)
  const ballast = path.join(mount, 'ballast')
  fill(ballast)
  // What the log's file has room for is still taken: until it is used up, a 2xx is true.
  const during = await sendSome(server, senders, 2000)
  const refused = during.filter(({ status }) => status !== 0 && !isAccepted({ status }))
  check(refused.length > 0, `a full disk: ${refused.length} of ${during.length} deliveries are refused`)
  none(
    refused.filter(({ status }) => status !== 503).map(({ status, text }) => [status, text]),
    'each of them with 503',
  )
  check(
    refused.every(({ headers }) => Number(headers['retry-after']) > 0),
    'and Retry-After',
  )
  check((await graphql(server)) === true, 'reading works')
  unlinkSync(ballast)
  const recovered = await untilAccepted(server, senders)
  check(recovered !== null, `space is there again: accepted without a restart after ${recovered} ms`)
  const after = await sendSome(server, senders, 50)
  check(after.every(isAccepted), 'and every delivery from then on')
  check((await status(server, '/readyz')) === 200, '/readyz says 200')
  await server.stop()
  checkStored({ check, none }, server.databaseFile, [...before, ...during, ...after])
}

/** Writes until nothing more fits. */
function fill(file) {
  const block = Buffer.alloc(64 * 1024)
  try {
    for (;;) appendFileSync(file, block)
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error
  }
}

async function sendSome(server, senders, count) {
  const answers = []
  for (let i = 0; i < count; i++) {
    const delivery = senders[i % senders.length].next()
    answers.push({ ...delivery, ...(await send(server.port, delivery)) })
  }
  return answers
}

function isAccepted({ status }) {
  return status >= 200 && status < 300
}

function checkStored({ check, none }, file, answers) {
  withCopy(file, (db) => {
    const events = readEvents(db)
    const lost = answers.filter(isAccepted).filter((answer) => events.get(keyOf(answer))?.length !== 1)
    none(
      lost.map(({ deliveryId }) => deliveryId),
      'every 2xx is stored once',
    )
    check(db.pragma('integrity_check', { simple: true }) === 'ok', 'integrity_check says ok')
  })
}

async function untilAccepted(server, senders) {
  const startedAt = Date.now()
  for (; Date.now() - startedAt < RECOVERY_MS; await sleep(50)) {
    if ((await sendSome(server, senders, 1)).every(isAccepted)) return Date.now() - startedAt
  }
  return null
}

async function status(server, at) {
  return (await fetch(server.url + at)).status
}

async function graphql(server) {
  const { events } = await server.graphql('{ events(first: 5) { edges { node { id } } } }')
  return events.edges.length > 0
}

await runAlone(import.meta.url, disk)
