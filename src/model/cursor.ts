import { InvalidInput } from '../errors.ts'

const PREFIX = 'f1.'

/** The opaque FeedCursor of a position in the change feed. */
export function encodeCursor(seq: number): string {
  return Buffer.from(`${PREFIX}${seq}`).toString('base64url')
}

/** @throws {InvalidInput} when it is not a cursor that this server gave out */
export function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const seq = text.startsWith(PREFIX) ? Number(text.slice(PREFIX.length)) : Number.NaN
  if (!Number.isSafeInteger(seq) || seq < 0 || encodeCursor(seq) !== cursor) {
    throw new InvalidInput([{ path: ['after'], message: 'expected a cursor that this server gave out' }], 'invalid_cursor')
  }
  return seq
}
