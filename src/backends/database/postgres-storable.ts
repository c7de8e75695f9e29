import type { Value } from './database.ts'

const NOT_STORABLE = /[\0\p{Surrogate}]/gu

/** What PostgreSQL keeps of a value: its text holds no NUL and no half of a surrogate pair. Bytes are sent as they are, also into a column of text. */
export function storable(value: Value): Value {
  if (typeof value === 'string') return value.replace(NOT_STORABLE, '\uFFFD')
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}
