// What a database holds after a run, held against what was answered and heard.
import Database from 'better-sqlite3'
import pg from 'pg'

const COUNT = `SELECT (SELECT count(*) FROM webhook_events) AS stored, (SELECT count(*) FROM webhook_events WHERE status <> 'PROCESSED') AS undecided,
  (SELECT count(DISTINCT event_id) FROM tasks) AS tasks, (SELECT count(*) FROM change_feed WHERE node_id LIKE 'evt%' OR node_id LIKE 'task%') AS entries`
/** PostgreSQL's sequence leaves out numbers of what was taken back. */
const GAPS = 'SELECT max(seq) - min(seq) + 1 - count(*) AS gaps FROM change_feed'

/** Counts in a file of SQLite or at a URL of PostgreSQL. */
export async function countIn(database) {
  return database.startsWith('postgresql:') ? countInPostgres(database) : countInSqlite(database)
}

function countInSqlite(file) {
  const db = new Database(file, { readonly: true })
  const counts = { ...db.prepare(COUNT).get(), ...db.prepare(GAPS).get() }
  db.close()
  return counts
}

async function countInPostgres(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(COUNT)
  await client.end()
  return { gaps: 0, ...Object.fromEntries(Object.entries(rows[0]).map(([name, count]) => [name, Number(count)])) }
}

/** `acknowledged`: answers with 2xx; `heard`: events that each subscriber was told of. */
export function problemsOf({ stored, undecided, tasks, entries, gaps }, { acknowledged, connections, heard }) {
  // What was under way when a run was cut off may be stored without its answer having been read.
  const inFlight = 2 * connections
  return [
    stored < acknowledged && `${acknowledged} were answered with 2xx, ${stored} are stored`,
    stored > acknowledged + inFlight && `${stored} are stored, only ${acknowledged} were answered with 2xx`,
    undecided > 0 && `${undecided} are not decided`,
    tasks !== stored && `${stored} events made ${tasks} tasks`,
    entries !== 3 * stored && `${stored} events have ${entries} entries in the feed`,
    gaps > 0 && `${gaps} positions of the feed are missing`,
    heard.some((count) => count !== stored) && `of ${stored} events subscribers heard ${heard}`,
  ].filter(Boolean)
}
