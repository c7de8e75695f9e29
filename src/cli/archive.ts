import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { openStorage } from '../backends/storage/open.ts'
import { StartRefused } from '../errors.ts'
import type { StorageSettings } from '../model/storage.ts'
import { ARCHIVE } from '../worker/archive.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'

const unzip = promisify(gunzip)

/** Days as 2026-11-26, both included; undefined: no bound. */
interface Days {
  from: string | undefined
  to: string | undefined
}

/** The archives by key, oldest first. */
export async function listArchives(settings: StorageSettings, days: Days, { out, say }: Terminal): Promise<Exit> {
  const keys = await keysOf(settings, days)
  for (const key of keys) await out(`${key}\n`)
  if (keys.length === 0) say('There are no archives.')
  return EXIT.ok
}

/** Their events as lines of JSON, oldest first. */
export async function showArchives(settings: StorageSettings, days: Days, { out }: Terminal): Promise<Exit> {
  const storage = await openStorage(settings)
  for (const key of await keysOf(settings, days)) {
    const bytes = await storage.get(key)
    if (bytes) await out((await unzip(bytes)).toString())
  }
  return EXIT.ok
}

async function keysOf(settings: StorageSettings, { from, to }: Days): Promise<string[]> {
  for (const day of [from, to])
    if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day)) throw new StartRefused(`Expected a day such as 2026-11-26, got ${day}`)
  const [first, last] = [from?.replaceAll('-', '/') ?? '', to?.replaceAll('-', '/') ?? '9']
  const keys = await (await openStorage(settings)).list(ARCHIVE)
  const dayOf = (key: string) => key.slice(ARCHIVE.length, ARCHIVE.length + '2026/11/26'.length)
  return keys.filter((key) => dayOf(key) >= first && dayOf(key) <= last)
}
