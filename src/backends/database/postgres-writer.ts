import type pg from 'pg'
import { ExpectationFailed, type NewEvent, type Recorded, type Row, type Statement } from './database.ts'
import { insertDeliveries } from './postgres-deliveries.ts'
import { isConflict, isOfServer, storageError } from './postgres-pool.ts'
import { toPostgres } from './postgres-sql.ts'
import { storable } from './postgres-storable.ts'

/**
 * What must not run beside its like, here or in another replica, holds this lock until it is committed: units of statements
 * look at what there is and then change it, as if they were alone. Plain deliveries do not need it.
 */
const LOCK = 7_203_552

export type SerialUnit = { record: NewEvent } | { write: readonly Statement[] }
export type SerialOutcome = { recorded: Recorded } | { rows: Row[][] }

/** Whether a delivery can be stored beside others, without looking at anything but its own id. */
export function isPlain(event: NewEvent): boolean {
  return event.signatureHash === null && (event.also ?? []).length === 0
}

/** Stores deliveries with one commit; if that fails, each with its own, so that only what is at fault fails. */
export async function storeDeliveries(
  pool: pg.Pool,
  events: readonly NewEvent[],
  told: (seq: number, row: Row) => void,
): Promise<(Recorded | Error)[]> {
  return together(events, (batch) => insertDeliveries(pool, batch, told))
}

/** Runs units one after the other under the lock, with one commit. */
export async function runSerially(pool: pg.Pool, units: readonly SerialUnit[]): Promise<(SerialOutcome | Error)[]> {
  return together(units, (batch) =>
    inTransaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
      const outcomes: (SerialOutcome | Error)[] = []
      for (const unit of batch) outcomes.push(await runUnit(client, unit))
      return outcomes
    }),
  )
}

async function together<Unit, Outcome>(
  units: readonly Unit[],
  run: (batch: readonly Unit[]) => Promise<(Outcome | Error)[]>,
  tries = 3,
): Promise<(Outcome | Error)[]> {
  try {
    return await run(units)
  } catch (error) {
    if (isConflict(error) && tries > 1) return together(units, run, tries - 1)
    const known = storageError(error)
    if (units.length === 1 || known !== error) return units.map(() => known)
    const outcomes: (Outcome | Error)[] = []
    for (const unit of units) outcomes.push(...(await together([unit], run)))
    return outcomes
  }
}

async function inTransaction<T>(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await run(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // A connection in an unknown state is not used again; without it, the server undoes what was begun.
    if (isOfServer(error) || error instanceof ExpectationFailed) await client.query('ROLLBACK').then(() => client.release(), client.release)
    else client.release(true)
    throw error
  }
}

/** One unit inside the batch's transaction: an expectation that fails takes back this unit alone. */
async function runUnit(client: pg.PoolClient, unit: SerialUnit): Promise<SerialOutcome | Error> {
  await client.query('SAVEPOINT unit')
  try {
    const outcome =
      'record' in unit ? { recorded: await recordSerially(client, unit.record) } : { rows: await runStatements(client, unit.write) }
    await client.query('RELEASE unit')
    return outcome
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    await client.query('ROLLBACK TO unit; RELEASE unit')
    return error
  }
}

async function recordSerially(client: pg.PoolClient, event: NewEvent): Promise<Recorded> {
  const earlier = await findBySignature(client, event)
  if (earlier) return { eventId: earlier, repeated: true }
  const [recorded] = await insertDeliveries(client, [event])
  if (!recorded!.repeated) await runStatements(client, event.also ?? [])
  return recorded!
}

async function findBySignature(client: pg.PoolClient, { webhookId, signatureHash, replaySinceMs }: NewEvent): Promise<string | undefined> {
  if (signatureHash === null) return undefined
  const { rows } = await client.query<{ event_id: string }>(
    'SELECT event_id FROM webhook_events WHERE webhook_id = $1 AND signature_hash = $2 AND created_at > $3 LIMIT 1',
    [webhookId, signatureHash, replaySinceMs],
  )
  return rows[0]?.event_id
}

async function runStatements(client: pg.PoolClient, unit: readonly Statement[]): Promise<Row[][]> {
  const found: Row[][] = []
  for (const [index, { sql, params, expect }] of unit.entries()) {
    const { rows, rowCount } = await client.query<Row>(toPostgres(sql), params.map(storable))
    if (expect !== undefined && rowCount !== expect) throw new ExpectationFailed(index)
    found.push(rows)
  }
  return found
}
