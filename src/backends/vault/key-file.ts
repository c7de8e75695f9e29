import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { StartRefused } from '../../errors.ts'
import { type MasterKeys, macKeyOf } from './vault.ts'

// The embedded default's master keys, one a line, the present one first: more than one only while a rotation goes on.
const KEY_FILE = 'secret.key'
// What was signed under master keys that are forgotten is known by these; nothing can be opened with them.
const MARKS_FILE = 'marks.key'
const KEY_BYTES = 32

/** The keys beside a database. They are files that only their owner can read. */
export interface KeyFiles {
  /** Reads again only what was changed. */
  read(): MasterKeys
  /** A new master key takes the place of the present one, which goes on opening. While there are two, nothing is done. */
  begin(): void
  /** Forgets all master keys but the present one, and keeps what they signed with. */
  finish(): void
  /** Keeps what a master key from the environment signed with. */
  keepMacKey(master: string): void
}

/** Whether a key is there already, from the environment or in a file. */
export function hasKey(folder: string, given: readonly (string | undefined)[]): boolean {
  return given.some((key) => key !== undefined) || existsSync(path.join(folder, KEY_FILE))
}

/**
 * `given` are master keys from the environment, the present one first; without any, a key file is made where there is none.
 * @throws {StartRefused} when the key file is empty
 */
export function keyFiles(folder: string, given: readonly (string | undefined)[]): KeyFiles {
  const [present, ...earlier] = given
  const keyFile = path.join(folder, KEY_FILE)
  const marksFile = path.join(folder, MARKS_FILE)
  if (present === undefined && !existsSync(keyFile)) makeFirst(keyFile)
  if (existsSync(keyFile)) chmodSync(keyFile, 0o600)
  const readMasters = remembered(keyFile)
  const readMarks = remembered(marksFile)
  return { read, begin, finish, keepMacKey }

  function read(): MasterKeys {
    const own = present === undefined ? readMasters() : [present]
    if (own.length === 0) throw new StartRefused(`${keyFile} holds no key: put the one back that the database was written with`)
    const masters = [...own, ...earlier.filter((key) => key !== undefined)]
    return { masters, earlierMacKeys: readMarks().map((line) => Buffer.from(line, 'base64')) }
  }

  function begin(): void {
    const masters = readMasters()
    if (masters.length === 1) replace(keyFile, [newMaster(), ...masters])
  }

  function finish(): void {
    const [first, ...others] = readMasters()
    for (const master of others) keepMacKey(master)
    replace(keyFile, [first!])
  }

  function keepMacKey(master: string): void {
    const line = macKeyOf(master).toString('base64')
    const lines = readMarks()
    if (!lines.includes(line)) replace(marksFile, [...lines, line])
  }
}

/** The lines of a file; they are read again when it was replaced or written to. None: it is not there. */
function remembered(file: string): () => readonly string[] {
  let known: { stamp: string; lines: readonly string[] } | null = null
  return () => {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
    if (!stat) return []
    const stamp = `${stat.ino} ${stat.mtimeNs} ${stat.size}`
    if (known?.stamp !== stamp)
      known = {
        stamp,
        lines: readFileSync(file, 'utf8')
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      }
    return known.lines
  }
}

/** The file is there whole, or as it was. @throws {StartRefused} when another process is replacing it */
function replace(file: string, lines: readonly string[]): void {
  const next = `${file}.new`
  writeNew(next, lines)
  renameSync(next, file)
}

function writeNew(file: string, lines: readonly string[]): void {
  const handle = openNew(file)
  try {
    writeSync(handle, `${lines.join('\n')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new StartRefused(`${file} is there: another process changes the keys now, or died doing so; then remove it`)
  }
}

/** Of two processes that start at once, both take the key of the one that was first. */
function makeFirst(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const own = `${file}.${process.pid}`
  writeNew(own, [newMaster()])
  try {
    linkSync(own, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(own)
  }
}

function newMaster(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}
