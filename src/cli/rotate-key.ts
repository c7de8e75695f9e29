import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openBeside } from '../backends/database/beside.ts'
import { keyFiles } from '../backends/vault/key-file.ts'
import { createVault } from '../backends/vault/vault.ts'
import type { Config } from '../config.ts'
import { StartRefused } from '../errors.ts'
import { countByKey, reseal } from '../registry/reseal.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'

/** A server reads the file anew each time it seals; what it has sealed just before may be stored a moment later. */
const LANDING_MS = 5000

/**
 * Puts a new key into the key file, seals everything under it, and forgets the old one. A server that is running goes on: it
 * meets the new key when it next seals or opens something. What was broken off is taken up where it stopped.
 * @throws {StartRefused} when the key comes from the environment
 */
export async function rotateKey(config: Config, { say }: Terminal, landingMs = LANDING_MS): Promise<Exit> {
  if (config.secretKey !== undefined)
    throw new StartRefused('The key comes from WEBHOOK_SECRET_KEY: set a new one, the old one as WEBHOOK_SECRET_KEY_PREVIOUS, and restart')
  const db = await openBeside(config, { readonly: false })
  try {
    const keys = keyFiles(path.dirname(config.databaseFile), [undefined, config.previousSecretKey])
    const vault = createVault(keys.read)
    keys.begin()
    let records = await reseal({ db, vault })
    for (let more = 1; more > 0; records += more) {
      await wait(landingMs)
      more = await reseal({ db, vault })
    }
    keys.finish()
    say(`Key ${vault.keyId} has sealed ${records} records anew; the one before is forgotten.`)
    return sayLost(await countByKey({ db }), vault.keyId, say)
  } finally {
    await db.close()
  }
}

function sayLost(counts: ReadonlyMap<string, number>, presentId: string, say: Terminal['say']): Exit {
  const lost = [...counts].filter(([keyId]) => keyId !== presentId)
  for (const [keyId, records] of lost) say(`${records} records are sealed under key ${keyId}, which is not there.`)
  return lost.length === 0 ? EXIT.ok : EXIT.notSound
}
