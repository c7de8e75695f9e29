import type { Database } from './database.ts'

/** The last number that SQLite gave in a table whose numbers it never gives twice; 0: none. */
export async function lastGiven(db: Pick<Database, 'read'>, table: 'change_feed' | 'audit_log'): Promise<number> {
  const [given] = await db.read<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', [table])
  return given?.seq ?? 0
}
