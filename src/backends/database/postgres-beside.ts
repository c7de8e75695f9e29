import { StartRefused } from '../../errors.ts'
import type { Beside, Row, Value } from './database.ts'
import { createPool } from './postgres-pool.ts'
import { lastAudit, readRows } from './postgres-read.ts'
import { runSerially } from './postgres-writer.ts'

export async function openPostgresBeside(url: string): Promise<Beside> {
  const pool = createPool(url, { max: 2, timeoutMs: 60_000 })
  const read = <T = Row>(sql: string, params: readonly Value[] = []) => readRows<T>(pool, sql, params)
  await read('SELECT 1').catch((error) => {
    throw new StartRefused(`The database of DATABASE_URL cannot be reached: ${error.message}`)
  })
  return {
    read,
    async write(unit) {
      const [outcome] = await runSerially(pool, [{ write: unit }])
      if (outcome instanceof Error) throw outcome
      return (outcome as { rows: Row[][] }).rows
    },
    lastAudit: () => lastAudit(pool),
    close: () => pool.end(),
  }
}
