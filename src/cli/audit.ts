import { type DatabasePlace, openBeside } from '../backends/database/beside.ts'
import { readAudit, toJsonLine, verifyAudit } from '../registry/audit.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'

/** Says whether the audit is sound, and if not, from where on. */
export async function verifyStoredAudit(place: DatabasePlace, knownHead: string | undefined, { say }: Terminal): Promise<Exit> {
  const db = await openBeside(place)
  try {
    const { ok, entries, firstBadId, reason, head } = await verifyAudit(db, knownHead)
    if (ok) say(`The audit is sound: ${entries} entries.\nHead: ${head}`)
    else say(`The audit is not sound after ${entries} entries${firstBadId ? `, at ${firstBadId}` : ''}.\n${reason}`)
    return ok ? EXIT.ok : EXIT.notSound
  } finally {
    await db.close()
  }
}

/** Writes each entry as a line of JSON, oldest first, and then tells the head: the hash that covers all of them. */
export async function exportAudit(place: DatabasePlace, { out, say }: Terminal): Promise<Exit> {
  const db = await openBeside(place)
  try {
    let head = ''
    let entries = 0
    for await (const line of readAudit(db)) {
      await out(toJsonLine(line))
      head = line.hash
      entries++
    }
    say(`${entries} entries.\nHead: ${head}`)
    return EXIT.ok
  } finally {
    await db.close()
  }
}
