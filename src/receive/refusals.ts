import { countOne, type Database, insert } from '../backends/database/database.ts'
import type { Limiter } from '../backends/limiter/limiter.ts'
import { type AppError, Refused } from '../errors.ts'
import type { Logger } from '../log.ts'
import { newId } from '../model/id.ts'
import type { Meter } from '../model/meter.ts'
import { refusedBy } from './admit.ts'

/** A request that was not let in. */
export interface Refusal {
  webhookId: string | null
  remoteAddress: string
  headersJson: string
  error: AppError
}

/** Junk must not fill the disk: this many refused requests are kept, and this many a second are written. */
const KEPT = 10_000
const WRITTEN_PER_SECOND = 20

/** Counts refused requests by their sender and keeps them, apart from the events and within a bound. */
export function createRefusals({
  db,
  limiter,
  meter,
  log,
  perMinute,
  now,
}: {
  db: Database
  limiter: Limiter
  meter: Pick<Meter, 'refused'>
  log: Logger
  perMinute: number
  now(): number
}) {
  let second = 0
  let writtenInSecond = 0
  let sinceTrim = 0
  return { note }

  async function note(refusal: Refusal): Promise<void> {
    const { error, webhookId, remoteAddress } = refusal
    meter.refused(error.code)
    // A failure of this server is logged where it happened, and a storage that has just failed is not asked for more.
    if (error.status < 500) log.warn({ webhookId, remoteAddress, status: error.status, code: error.code }, 'delivery refused')
    if (perMinute > 0 && error.status < 500 && error.code !== 'too_many_refused') await limiter.count(refusedBy(remoteAddress), perMinute)
    if ((error.status !== 503 || error instanceof Refused) && mayWrite())
      await db.write(rows(refusal)).catch((cause) => log.error({ err: cause }, 'refusal could not be stored'))
  }

  function mayWrite(): boolean {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      second = current
      writtenInSecond = 0
    }
    return ++writtenInSecond <= WRITTEN_PER_SECOND
  }

  function rows({ error, webhookId, remoteAddress, headersJson }: Refusal) {
    const at = now()
    const row = {
      refused_id: newId('refused', at),
      webhook_id: webhookId,
      at,
      status: error.status,
      code: error.code,
      reason: error.message,
      headers_json: headersJson,
      remote_address: remoteAddress,
    }
    const unit = [insert('refused_deliveries', row)]
    if (webhookId !== null) unit.push(countOne('refused', webhookId, at))
    if (++sinceTrim >= 100) unit.push(trim())
    return unit
  }

  function trim() {
    sinceTrim = 0
    return {
      sql: 'DELETE FROM refused_deliveries WHERE refused_id <= (SELECT refused_id FROM refused_deliveries ORDER BY refused_id DESC LIMIT 1 OFFSET ?)',
      params: [KEPT],
    }
  }
}
