import Sqlite from 'better-sqlite3'
import pg from 'pg'

/** Of these, a filling makes many rows. */
const LARGE = ['webhook_events', 'webhook_actions', 'tasks', 'change_feed', 'deliveries', 'event_search']

/** A statement that was sent to a database by this process, with what it was sent first. */
interface Sent {
  sql: string
  values: unknown[]
}

/** Writes down what statements this process sends from now on; answers each once. */
export function recordStatements(): () => Sent[] {
  const sent = new Map<string, Sent>()
  const prepare = Sqlite.prototype.prepare
  Sqlite.prototype.prepare = function (this: Sqlite.Database, sql: string) {
    sent.set(sql, { sql, values: [] })
    return prepare.call(this, sql)
  } as typeof prepare
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [text, values] = args as [string | { text: string; values?: unknown[] }, unknown]
    const sql = typeof text === 'string' ? text : text.text
    if (!sent.has(sql)) sent.set(sql, { sql, values: (typeof text === 'string' ? (values as unknown[]) : text.values) ?? [] })
    return query.apply(this, args)
  } as typeof pg.Client.prototype.query
  return () => {
    Sqlite.prototype.prepare = prepare
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query
    return [...sent.values()].filter(({ sql }) => /^\s*(SELECT|WITH)\b/i.test(sql) && LARGE.some((table) => sql.includes(table)))
  }
}

/** The statements whose plan goes through a large table without an index. */
export function scansOfSqlite(file: string, indexFile: string, statements: readonly Sent[]): string[] {
  const db = new Sqlite(file, { readonly: true })
  db.prepare('ATTACH ? AS search').run(indexFile)
  // Of the server's own; a plan does not call it.
  db.function('place_of', (_id) => 0)
  const scans = statements.flatMap(({ sql }) => {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array(parametersOf(sql)).fill(null)) as { detail: string }[]
    return plan.filter(({ detail }) => isScan(detail)).map(({ detail }) => `${detail} in ${sql}`)
  })
  db.close()
  return scans
}

/** The statements that read more than `mostRows` of a table, when they are run as they were sent. */
export async function scansOfPostgres(url: string, statements: readonly Sent[], mostRows: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const scans: string[] = []
  for (const { sql, values } of statements) {
    const { rows } = await client.query({ text: `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`, values })
    for (const node of nodesOf(rows[0]['QUERY PLAN'][0].Plan)) {
      const read = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      if (node['Relation Name'] !== undefined && read > mostRows)
        scans.push(`${node['Node Type']} of ${read} rows of ${node['Relation Name']} in ${sql}`)
    }
  }
  await client.end()
  return scans
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  'Actual Loops': number
  Plans?: PlanNode[]
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

/** Without an index, and not of a few rows that were found before. */
function isScan(detail: string): boolean {
  return LARGE.some((table) => new RegExp(`^SCAN ${table}\\b`).test(detail)) && !/USING (COVERING )?INDEX/.test(detail)
}

function parametersOf(sql: string): number {
  return sql.replace(/'(?:[^']|'')*'/g, '').split('?').length - 1
}
