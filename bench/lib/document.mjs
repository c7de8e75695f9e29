import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './built-server.mjs'

const FILE = path.join(ROOT, 'docs/benchmarks.md')

/** Puts figures between two marks of docs/benchmarks.md, in place of what stood there. */
export function writeFigures([begin, end], figures) {
  const [before, rest] = readFileSync(FILE, 'utf8').split(begin)
  const [, after] = rest.split(end)
  writeFileSync(FILE, `${before}${begin}\n\n${figures}\n\n${end}${after}`)
}
