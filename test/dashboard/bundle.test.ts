import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const FOLDER = 'dist/dashboard'
const MAX_BYTES = 250_000

it('the first page loads less than 250 kB of script, as it travels', () => {
  const loaded = new Set<string>()
  for (const name of scriptsOf(readFileSync(`${FOLDER}/index.html`, 'utf8'))) load(name, loaded)

  const bytes = [...loaded].reduce((sum, name) => sum + gzipSync(readFileSync(`${FOLDER}/assets/${name}`)).byteLength, 0)

  expect(loaded.size).toBeGreaterThan(1)
  expect(bytes).toBeLessThan(MAX_BYTES)
  // What is heavy waits until a page wants it.
  expect([...loaded].filter((name) => /^(chart|code-editor)-/.test(name))).toEqual([])
})

/** The entry, and what the browser is told to load with it. */
function scriptsOf(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name]) => name!)
}

/** With all that it imports statically, and these in turn. */
function load(name: string, loaded: Set<string>): void {
  if (loaded.has(name)) return
  loaded.add(name)
  const code = readFileSync(`${FOLDER}/assets/${name}`, 'utf8')
  for (const [, imported] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) load(imported!, loaded)
}
