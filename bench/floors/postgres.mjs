// The floors' table on PostgreSQL: one statement of many rows for a group, two groups under way at a time.
import pg from 'pg'

const COLUMNS = 9
const DDL = `CREATE TABLE webhook_events (event_id TEXT PRIMARY KEY, webhook_id TEXT, provider TEXT, event_type TEXT,
  payload_json TEXT COMPRESSION lz4, matched_command TEXT, task_id TEXT, response_sent INTEGER, created_at BIGINT);
  CREATE INDEX webhook_events_by_webhook ON webhook_events (webhook_id, created_at);`

export async function openPostgresWriter(url) {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  await pool.query(DDL)
  return (rows) => pool.query(`INSERT INTO webhook_events VALUES ${rows.map((_, row) => placeholders(row))}`, rows.flat())
}

function placeholders(row) {
  return `(${Array.from({ length: COLUMNS }, (_, column) => `$${row * COLUMNS + column + 1}`)})`
}
