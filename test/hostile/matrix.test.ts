import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

/** The rows of the bad inputs, B1 to B72. */
const ROWS = Array.from({ length: 72 }, (_, index) => index + 1)

const TESTS = path.resolve(import.meta.dirname, '..')
/** A name that is the first thing in a call or in a row of a table, and more follows it. */
const NAME = /[([]\s*(['"`])((?:(?!\1|\n).)*?\bB\d(?:(?!\1|\n).)*)\1,/g
/** `B5`, or `B16–B18` for all from one to the other. */
const ROW = /\bB(\d{1,2})(?:–B(\d{1,2}))?\b/g

it('each row of the bad inputs has a test that is named by its number', () => {
  const tested = new Set(testFiles().flatMap((file) => rowsIn(readFileSync(file, 'utf8'))))

  expect([...tested].sort((one, other) => one - other)).toEqual(ROWS)
})

function testFiles(): string[] {
  const names = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.test.ts') && !name.endsWith('matrix.test.ts')).map((name) => path.join(TESTS, name))
}

function rowsIn(text: string): number[] {
  const ranges = [...text.matchAll(NAME)].flatMap(([, , name]) => [...name!.matchAll(ROW)])
  return ranges.flatMap(([, first, last = first]) => ROWS.filter((row) => row >= Number(first) && row <= Number(last)))
}
