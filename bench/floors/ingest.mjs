// What a delivery costs at least, to measure beside. node ingest.mjs MODE PORT DATABASE_FILE
// F1: HTTP, HMAC, JSON.parse, nothing stored. F2: F1 and a row in SQLite (WAL, synchronous=FULL), one commit for what came
// together, on the main thread. F2w: the same with the writer on a thread. The answer is sent after the commit.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import { Worker } from 'node:worker_threads'
import { isSigned } from '../lib/delivery.mjs'
import { openWriter } from './sqlite.mjs'

const [mode, port, file] = process.argv.slice(2)
const MAX_BATCH = 1024

const stores = { F1: () => async () => {}, F2: () => inGroups(openWriter(file)), F2w: async () => inGroups(await onThread()) }
const store = await stores[mode]()

http
  .createServer((req, res) => {
    const chunks = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', async () => {
      const raw = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
      if (!isSigned(raw, req.headers['x-hub-signature-256'])) return reply(res, 401)
      const text = raw.toString('utf8')
      const body = JSON.parse(text)
      await store([newId(), 'github-issues-001', 'github', `issues.${body.action}`, text, null, null, 0, Date.now()])
      reply(res, 202)
    })
  })
  .listen(Number(port), '127.0.0.1', () => console.log('listening'))

function reply(res, status) {
  res.writeHead(status, { 'content-length': 0 }).end()
}

/** Ordered by time, so that the primary key only grows at its end. */
function newId() {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  return bytes.toString('hex')
}

async function onThread() {
  const worker = new Worker(new URL('./sqlite.mjs', import.meta.url), { workerData: { file } })
  await once(worker, 'message')
  return async (rows) => {
    worker.postMessage(rows)
    await once(worker, 'message')
  }
}

/** What was queued in one tick is written together; the next group gathers meanwhile. */
function inGroups(write) {
  const queue = []
  let armed = false
  let running = false
  return (item) =>
    new Promise((resolve) => {
      queue.push({ item, resolve })
      arm()
    })

  function arm() {
    if (armed || running || queue.length === 0) return
    armed = true
    setImmediate(run)
  }

  async function run() {
    armed = false
    running = true
    const batch = queue.splice(0, MAX_BATCH)
    await write(batch.map(({ item }) => item))
    for (const { resolve } of batch) resolve()
    running = false
    arm()
  }
}
