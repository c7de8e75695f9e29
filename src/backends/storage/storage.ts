/** Keeps whole files under keys, outside of the database: small in number, written once, read rarely. */
export interface Storage {
  /** Stores a file, in place of one that has the key; whoever reads meanwhile gets the old one or the new one, whole. */
  put(key: string, bytes: Buffer): Promise<void>
  /** The file, or null where no file has the key. */
  get(key: string): Promise<Buffer | null>
  /** The keys that begin with `prefix`, a folder with its slash at the end, in the order of their characters. */
  list(prefix: string): Promise<string[]>
  /** Removes the file; nothing happens where there is none. */
  remove(key: string): Promise<void>
}

/** For one request. */
export const STORAGE_TIMEOUT_MS = 30_000

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/**
 * A key that every store takes: names of letters, digits, `.`, `_` and `-`, none beginning with a dot, joined by slashes.
 * @throws {RangeError} for any other
 */
export function checkedKey(key: string): string {
  if (key.length > 500 || !KEY.test(key)) throw new RangeError(`not a key of a stored file: ${JSON.stringify(key.slice(0, 100))}`)
  return key
}
