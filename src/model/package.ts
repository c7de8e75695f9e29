import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The folder with package.json: one level above `src/` as above `dist/`. */
export const PACKAGE_ROOT: string = findRoot(import.meta.dirname)

export const VERSION: string = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8')).version

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder
  const parent = path.dirname(folder)
  if (parent === folder) throw new Error(`No package.json above ${import.meta.dirname}`)
  return findRoot(parent)
}
