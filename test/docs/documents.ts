import { readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A page for people, by its path from the repository's root. */
export function readPage(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8')
}

/** The fenced blocks of one language, in order. */
export function codeBlocks(page: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')
  return [...readPage(page).matchAll(fence)].map(([, block]) => block!)
}
