import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { ENVIRONMENT } from './environment.ts'
import { UsageError } from './errors.ts'

/** A server and a key for it. */
export interface Profile {
  url: string
  key: string
}

/** config.json holds keys, so nobody else may read it. */
const OWN_FILE = 0o600
const OWN_FOLDER = 0o700

/** $XDG_CONFIG_HOME/hookline/config.json, below ~/.config where that is not set. */
export function configFile(): string {
  return path.join(ENVIRONMENT.configHome || path.join(homedir(), '.config'), 'hookline', 'config.json')
}

/** @throws {UsageError} when the file cannot be read as what `login` writes */
export function readProfiles(): Record<string, Profile> {
  try {
    const { profiles } = JSON.parse(readFileSync(configFile(), 'utf8'))
    if (typeof profiles !== 'object' || profiles === null) throw new Error('it has no "profiles"')
    return profiles
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new UsageError(`${configFile()} cannot be read: ${(error as Error).message}. Mend or remove it.`)
  }
}

export function saveProfile(name: string, profile: Profile): void {
  write({ ...readProfiles(), [name]: profile })
}

/** Whether there was one. */
export function removeProfile(name: string): boolean {
  const { [name]: found, ...others } = readProfiles()
  if (found) write(others)
  return found !== undefined
}

function write(profiles: Record<string, Profile>): void {
  writeWhole(configFile(), JSON.stringify({ profiles }, null, 2))
}

/** Writes a file of one's own so that it is there wholly or not at all. */
export function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`
  mkdirSync(path.dirname(file), { recursive: true, mode: OWN_FOLDER })
  try {
    writeFileSync(unfinished, `${text}\n`, { mode: OWN_FILE })
    renameSync(unfinished, file)
  } finally {
    rmSync(unfinished, { force: true })
  }
}
