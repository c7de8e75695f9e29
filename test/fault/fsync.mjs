// No 2xx leaves before the delivery's bytes are on the disk: between reading a delivery and writing its 2xx, the server has
// written to the write-ahead log and has flushed it. Seen from outside, in the server's system calls.
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startServer } from '../../bench/lib/built-server.mjs'
import { runAlone } from './lib/checks.mjs'
import { createSenders, send } from './lib/senders.mjs'
import { attach, requireStrace } from './lib/strace.mjs'

const [ROUNDS, TOGETHER] = [60, 8]
const CALLS = 'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync'

export async function fsync({ check, none }) {
  requireStrace()
  const server = await startServer({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  const senders = await createSenders(server, 'http://127.0.0.1:1')
  const trace = path.join(tmpdir(), `hookline-fsync-${process.pid}.trace`)
  // -yy names files and sockets; 4096 characters are more than any of these deliveries has.
  const detach = await attach(server.pid, ['-ttt', '-yy', '-s', '4096', '-e', `trace=${CALLS}`, '-o', trace])
  let answered = 0
  for (let round = 0; round < ROUNDS; round++) {
    // One alone, and several together: a commit of its own, and one that is shared.
    const deliveries = Array.from({ length: round % 2 ? TOGETHER : 1 }, (_, i) => senders[(round + i) % senders.length].next())
    const answers = await Promise.all(deliveries.map((delivery) => send(server.port, delivery)))
    answered += answers.filter(({ status }) => status >= 200 && status < 300).length
  }
  await detach()
  await server.stop()
  const seen = judge(readTrace(trace), server.port)
  check(answered > ROUNDS && seen.acknowledged === answered, `strace saw all ${answered} answers with 2xx (${seen.acknowledged})`)
  none(seen.early, 'each was written after its delivery was read, the log written and flushed, in this order')
  check(
    seen.flushes > 0 && seen.flushes < answered,
    `deliveries that came together shared a flush: ${seen.flushes} flushes for ${answered} answers`,
  )
  rmSync(trace)
}

/** The finished calls in the order in which they ended; a call that another thread interrupted is put together. */
function readTrace(file) {
  const begun = new Map()
  const calls = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, thread, startedAt, rest] = /^(\d+)\s+(\d+\.\d+)\s+(.*)$/.exec(line) ?? []
    if (!rest) continue
    if (rest.endsWith('<unfinished ...>')) begun.set(thread, { startedAt, text: rest.slice(0, -'<unfinished ...>'.length) })
    else if (rest.startsWith('<...')) {
      const { startedAt: at, text } = begun.get(thread) ?? { startedAt, text: '' }
      calls.push({ startedAt: at, text: text + rest.replace(/^<\.\.\. \w+ resumed>/, '') })
    } else calls.push({ startedAt, text: rest })
  }
  return calls
}

/**
 * Walks the calls. A delivery is known by its connection: its bytes are read there, and its answer is written there.
 * `flushedAt` is the start of the last flush that has succeeded: what it covers was written before it began.
 */
function judge(calls, port) {
  const readAt = new Map()
  const wroteLog = []
  const flushes = []
  const found = { acknowledged: 0, early: [], flushes: 0 }
  for (const [index, { text }] of calls.entries()) {
    const [, name, fd, target] = /^(\w+)\((\d+)<(.*?)>\s*[,)]/.exec(text) ?? []
    if (!name) continue
    const isClient = target.includes(`TCP`) && target.includes(`127.0.0.1:${port}->`)
    if (isClient && /^(read|recv)/.test(name) && /POST \/webhooks\//.test(text)) readAt.set(fd, index)
    else if (/^pwrite/.test(name) && target.includes('webhooks.db-wal')) wroteLog.push(index)
    else if (/^f(data)?sync$/.test(name) && target.includes('webhooks.db-wal') && / = 0$/.test(text)) {
      flushes.push({ index, covers: wroteLog.at(-1) ?? -1 })
      found.flushes++
    } else if (isClient && /^(write|send)/.test(name)) {
      for (const _ of text.matchAll(/HTTP\/1\.1 2\d\d /g)) {
        found.acknowledged++
        const read = readAt.get(fd)
        const isFlushed = flushes.some((flush) => read !== undefined && flush.covers > read && flush.index < index)
        if (!isFlushed) found.early.push(text.slice(0, 120))
      }
    }
  }
  return found
}

await runAlone(import.meta.url, fsync)
