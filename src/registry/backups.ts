import type { Database } from '../backends/database/database.ts'
import type { Storage } from '../backends/storage/storage.ts'
import type { Logger } from '../log.ts'
import { storeBackup, takeSnapshot } from './backup.ts'

/** So many backups are kept; each is the whole configuration. */
const KEPT = 100

/** Stores a copy of the configuration whenever it was changed: what was not audited was not changed. */
export function createBackups({ db, storage, log, now }: { db: Database; storage: Storage; log: Logger; now(): number }) {
  let seen = -1
  return async (): Promise<void> => {
    const last = await db.lastAudit()
    if (last === seen) return
    const name = await storeBackup(storage, await takeSnapshot(db, now()), KEPT)
    if (name) log.info({ name }, 'the configuration was backed up')
    seen = last
  }
}
