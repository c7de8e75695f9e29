// The floors' writer: one table, one index, one transaction for a group. As a worker it answers each group after its commit.
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const DDL = `CREATE TABLE webhook_events (event_id TEXT PRIMARY KEY, webhook_id TEXT, provider TEXT, event_type TEXT,
  payload_json TEXT, matched_command TEXT, task_id TEXT, response_sent INTEGER, created_at BIGINT);
  CREATE INDEX webhook_events_by_webhook ON webhook_events (webhook_id, created_at);`

export function openWriter(file) {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(DDL)
  const insert = db.prepare('INSERT INTO webhook_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  return db.transaction((rows) => {
    for (const row of rows) insert.run(row)
  })
}

if (workerData?.file) {
  const write = openWriter(workerData.file)
  parentPort.on('message', (rows) => parentPort.postMessage(write(rows)))
  parentPort.postMessage('ready')
}
