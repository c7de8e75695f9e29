import type { Database } from '../backends/database/database.ts'

const HOUR_MS = 60 * 60 * 1000
const HOUR_MINUTES = 60

/** The hour from which on all payloads together are at most so many bytes, as the statistics have counted them; null: all are. */
export async function hourOfLimit(db: Pick<Database, 'read'>, bytes: number): Promise<number | null> {
  const hours = new Map<number, number>()
  // One webhook after the other: each is a range of the table's key.
  for (const { id } of await db.read<{ id: string }>('SELECT webhook_id AS id FROM webhook_configs')) {
    const counted = await db.read<{ hour: number; bytes: number }>(
      `SELECT minute / ${HOUR_MINUTES} AS hour, CAST(sum(bytes) AS BIGINT) AS bytes FROM delivery_stats WHERE webhook_id = ? AND bytes > 0 GROUP BY minute / ${HOUR_MINUTES}`,
      [id],
    )
    for (const one of counted) hours.set(one.hour, (hours.get(one.hour) ?? 0) + Number(one.bytes))
  }
  let sum = 0
  for (const [hour, more] of [...hours].sort(([a], [b]) => b - a)) if ((sum += more) > bytes) return (hour + 1) * HOUR_MS
  return null
}
