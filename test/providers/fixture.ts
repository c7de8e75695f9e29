import { readFileSync } from 'node:fs'

/** The bytes of a file in test/fixtures. */
export function fixture(file: string): Buffer {
  return readFileSync(new URL(`../fixtures/${file}`, import.meta.url))
}
