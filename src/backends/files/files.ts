import { createHash } from 'node:crypto'

/** A flat folder of files that people, programs and Hookline write. Names are without a path. */
export interface Folder {
  /** Where it is, for a person to read. */
  readonly path: string
  /** What lies in it, by name. @throws {Error} when the folder cannot be read */
  list(): Promise<Entry[]>
  /** @throws {Error} when there is no such file, or it is larger */
  read(name: string, maxBytes: number): Promise<Buffer>
  /**
   * Puts a file in its place as a whole, on the disk before this returns. `replaces` is the hash of what it replaces; null:
   * there is nothing; left out: whatever is there.
   * @throws {FileChanged} when something else is there
   */
  write(name: string, content: string, replaces?: string | null): Promise<void>
  /** @throws {FileChanged} when `hash` is given and is not that of its content */
  remove(name: string, hash?: string): Promise<void>
  /** Calls back soon after something in the folder has changed. Some systems lose such news: look now and then, too. */
  watch(changed: () => void): Watch
}

export interface Entry {
  name: string
  /** Another one whenever the file has changed. */
  signature: string
  /** When it last changed, by the file system's clock: writers cannot set this time. */
  changedAtMs: number
  /** Why it is not read; null: it is. */
  trouble: string | null
}

export interface Watch {
  /** For when the folder was gone and is back. */
  again(): void
  close(): Promise<void>
}

/** Somebody was there first. */
export class FileChanged extends Error {}

/** SHA-256, in hexadecimal digits. */
export function contentHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
