import { createHash } from 'node:crypto'
import type { Row } from './database.ts'
import { storable } from './postgres-storable.ts'

/** Rows of one table, and its columns in one order. */
export interface Table {
  name: string
  columns: readonly string[]
}

const TWO_TO_128 = 1n << 128n

/** A number for any set of rows, whatever their order: the sum of the rows' own hashes. */
export function createDigest() {
  let [sum, rows] = [0n, 0]
  return {
    add(table: Table, row: Row): void {
      sum = (sum + hashOf(table, row)) % TWO_TO_128
      rows++
    },
    result: () => ({ rows, hash: sum.toString(16).padStart(32, '0') }),
  }
}

function hashOf({ columns }: Table, row: Row): bigint {
  const hash = createHash('sha256')
  for (const column of columns) {
    const value = storable(row[column] ?? null)
    // Its kind and length stand before a value, so that no two rows read the same.
    hash.update(value === null ? 'n' : value instanceof Uint8Array ? `b${value.length}:` : `${typeof value}${String(value).length}:`)
    if (value !== null) hash.update(value instanceof Uint8Array ? value : String(value))
  }
  const digest = hash.digest()
  return (digest.readBigUInt64BE(0) << 64n) + digest.readBigUInt64BE(8)
}
