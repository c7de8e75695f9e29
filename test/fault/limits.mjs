// What a machine takes from a server that runs: a slow disk, descriptors, the size of files, the lock of its database, memory, and
// signals in a storm. Each ends with what was answered 2xx held against what is stored.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import Database from 'better-sqlite3'
import { newDataDir, startServer } from '../../bench/lib/built-server.mjs'
import { sleep } from '../../bench/lib/machine.mjs'
import { runAlone } from './lib/checks.mjs'
import { createSenders, send } from './lib/senders.mjs'
import { brokenAudit, feedGaps, integrity, keyOf, readEvents, withCopy } from './lib/store.mjs'
import { attach, requireStrace } from './lib/strace.mjs'

const KILL_POINTS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233]
const ENV = { LOG_LEVEL: 'silent', EGRESS_ALLOW: '127.0.0.1' }
/** A provider's patience. */
const PATIENCE_MS = 10_000

export async function limits(checks) {
  await killedAtEachWrite(checks)
  await slowDisk(checks)
  await fewDescriptors(checks)
  await smallFiles(checks)
  await lockedDatabase(checks)
  await smallHeap(checks)
  await signalStorm(checks)
}

async function killedAtEachWrite({ check, none }) {
  requireStrace()
  const dataDir = newDataDir()
  let server = await startServer({ dataDir, env: ENV })
  const senders = await createSenders(server, 'http://127.0.0.1:1')
  const answers = []
  for (const point of KILL_POINTS) {
    // strace ends with the process that it kills.
    await attach(server.pid, ['-o', '/dev/null', '-e', 'trace=pwrite64', '-e', `inject=pwrite64:signal=SIGKILL:when=${point}`])
    answers.push(...(await sendSome(server, senders, 40)))
    await server.exited
    server = await startServer({ dataDir, env: ENV })
  }
  answers.push(...(await sendSome(server, senders, 20)))
  await server.stop()
  checkStored({ check, none }, server.databaseFile, answers, `killed at writes ${KILL_POINTS}`)
  rmSync(dataDir, { recursive: true })
}

async function slowDisk({ check, none }) {
  requireStrace()
  await withServer('a flush takes half a second', { check, none }, async (server, senders) => {
    const detach = await attach(server.pid, [
      '-o',
      '/dev/null',
      '-e',
      'trace=fsync,fdatasync',
      '-e',
      'inject=fsync,fdatasync:delay_enter=500000',
    ])
    const answers = await sendTogether(server, senders, 100)
    check(answers.every(isAccepted), 'a flush takes half a second: every delivery is accepted')
    check(
      Math.max(...answers.map(({ ms }) => ms)) < PATIENCE_MS,
      `the slowest answer took ${Math.round(Math.max(...answers.map(({ ms }) => ms)))} ms`,
    )
    check((await fetch(`${server.url}/healthz`)).ok, 'it answers /healthz meanwhile')
    await detach()
    return answers
  })
}

async function fewDescriptors({ check, none }) {
  await withServer('no descriptors', { check, none }, async (server, senders) => {
    const before = await sendSome(server, senders, 10)
    execFileSync('prlimit', ['--pid', String(server.pid), '--nofile=48:48'])
    const sockets = Array.from({ length: 100 }, () => connect(server.port, '127.0.0.1').on('error', () => {}))
    await sleep(500)
    const during = await sendTogether(server, senders, 20)
    for (const socket of sockets) socket.destroy()
    await sleep(500)
    const after = await sendSome(server, senders, 20)
    check(after.every(isAccepted), 'no descriptors are left, then some are: deliveries are accepted again, without a restart')
    return [...before, ...during, ...after]
  })
}

async function smallFiles({ check, none }) {
  await withServer('a limit of file size', { check, none }, async (server, senders) => {
    const before = await sendSome(server, senders, 10)
    execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=65536:unlimited'])
    const during = await sendSome(server, senders, 40)
    none(
      during.filter(({ status }) => status !== 0 && status !== 503 && !isAccepted({ status })).map(({ status, text }) => [status, text]),
      'files may not grow: what is not stored gets 503',
    )
    execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited:unlimited'])
    const after = await sendSome(server, senders, 20)
    check(after.every(isAccepted), 'they may again: deliveries are accepted, without a restart')
    return [...before, ...during, ...after]
  })
}

async function lockedDatabase({ check, none }) {
  await withServer('the database is locked', { check, none }, async (server, senders) => {
    const other = new Database(server.databaseFile)
    other.exec('BEGIN IMMEDIATE')
    const waiting = sendTogether(server, senders, 10)
    await sleep(2000)
    other.exec('COMMIT')
    const short = await waiting
    check(short.every(isAccepted), 'another process locks the database for 2 s: every delivery waits and is accepted')
    other.exec('BEGIN IMMEDIATE')
    const long = await sendTogether(server, senders, 10)
    other.exec('COMMIT')
    other.close()
    check(
      long.every(({ status }) => status === 503),
      'for longer than that: 503',
    )
    const after = await sendSome(server, senders, 10)
    check(after.every(isAccepted), 'afterwards deliveries are accepted')
    return [...short, ...long, ...after]
  })
}

async function smallHeap({ check, none }) {
  await withServer(
    'a heap of 128 MB',
    { check, none },
    async (server, senders) => {
      const answers = []
      for (let round = 0; round < 20; round++) answers.push(...(await sendTogether(server, senders, 200)))
      none(
        answers.filter(({ status }) => ![200, 202, 429, 503].includes(status)).map(({ status }) => status),
        'a heap of 128 MB and 4,000 deliveries, 200 at a time: each gets an answer',
      )
      check((await fetch(`${server.url}/readyz`)).ok, 'the server is still there')
      return answers
    },
    ['--max-old-space-size=128'],
  )
}

async function signalStorm({ check, none }) {
  for (const signals of [['SIGTERM', 'SIGTERM'], ['SIGINT'], ['SIGTERM', 'SIGINT', 'SIGTERM']]) {
    const dataDir = newDataDir()
    const server = await startServer({ dataDir, env: ENV })
    const senders = await createSenders(server, 'http://127.0.0.1:1')
    const sending = sendTogether(server, senders, 100)
    await sleep(20)
    for (const signal of signals) process.kill(server.pid, signal)
    const answers = await sending
    const code = await server.exited
    check(typeof code === 'number', `${signals.join(', ')} under load: it ends by itself, with ${code}`)
    checkStored({ check, none }, server.databaseFile, answers, signals.join(', '))
    rmSync(dataDir, { recursive: true })
  }
}

async function withServer(name, checks, run, nodeArgs = []) {
  const dataDir = newDataDir()
  const server = await startServer({ dataDir, env: ENV, nodeArgs })
  const senders = await createSenders(server, 'http://127.0.0.1:1')
  const answers = await run(server, senders)
  await server.stop()
  checkStored(checks, server.databaseFile, answers, name)
  rmSync(dataDir, { recursive: true })
}

async function sendSome(server, senders, count) {
  const answers = []
  for (let i = 0; i < count; i++) answers.push(await timed(server, senders[i % senders.length].next()))
  return answers
}

function sendTogether(server, senders, count) {
  return Promise.all(Array.from({ length: count }, (_, i) => timed(server, senders[i % senders.length].next())))
}

async function timed(server, delivery) {
  const startedAt = performance.now()
  const answer = await send(server.port, delivery)
  return { ...delivery, ...answer, ms: performance.now() - startedAt }
}

function isAccepted({ status }) {
  return status >= 200 && status < 300
}

function checkStored({ check, none }, file, answers, name) {
  withCopy(file, (db) => {
    const events = readEvents(db)
    const lost = answers.filter(isAccepted).filter((answer) => events.get(keyOf(answer))?.length !== 1)
    const sent = new Set(answers.map(keyOf))
    const strangers = [...events.keys()].filter((key) => !sent.has(key))
    const accepted = answers.filter(isAccepted).length
    none(
      lost.map(keyOf),
      `${name}: of ${answers.length} sent, ${accepted} were accepted, and each of these is stored once (${events.size} are)`,
    )
    none(strangers, `${name}: nothing is stored that was not sent`)
    check(integrity(db) === 'ok' && feedGaps(db) === 0 && brokenAudit(db) === null, `${name}: file, feed and audit are whole`)
  })
}

await runAlone(import.meta.url, limits)
