// What a delivery costs at least, to measure beside. node ingest.mjs MODE PORT DATABASE
// F1: HTTP, HMAC, JSON.parse, nothing stored. F2: F1 and a row in SQLite (WAL, synchronous=FULL), one commit for what came
// together, on the main thread. F2w: the same with the writer on a thread. F6v: the same on PostgreSQL. The answer is sent after
// the commit.
import { once } from 'node:events'
import http from 'node:http'
import { Worker } from 'node:worker_threads'
import { isSigned } from '../lib/delivery.mjs'
import { inGroups, newId } from './groups.mjs'
import { openPostgresWriter } from './postgres.mjs'
import { openWriter } from './sqlite.mjs'

const [mode, port, database] = process.argv.slice(2)

const stores = {
  F1: () => async () => {},
  F2: () => inGroups(openWriter(database)),
  F2w: async () => inGroups(await onThread()),
  F6v: async () => inGroups(await openPostgresWriter(database), 2),
}
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

async function onThread() {
  const worker = new Worker(new URL('./sqlite.mjs', import.meta.url), { workerData: { file: database } })
  await once(worker, 'message')
  return async (rows) => {
    worker.postMessage(rows)
    await once(worker, 'message')
  }
}
