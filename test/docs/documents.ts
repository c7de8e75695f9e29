import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')

/** Every page for people, by its path from the repository's root. */
export function pages(): string[] {
  const inDocs = readdirSync(path.join(ROOT, 'docs'), { recursive: true }).map((name) => path.join('docs', String(name)))
  return [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'client/sdk/README.md',
    'examples/brain/README.md',
    ...inDocs.filter((name) => name.endsWith('.md')),
  ]
}

export function readPage(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8')
}

/** The fenced blocks of one language, in order. */
export function codeBlocks(page: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')
  return [...readPage(page).matchAll(fence)].map(([, block]) => block!)
}

/** The rows of every table in a text, cells trimmed; the lines under the heads are left out. */
export function tableRows(text: string): string[] {
  const rows = [...text.matchAll(/^(?: \* )?\|(.+)\|$/gm)].map(([, row]) => row!)
  return rows
    .filter((row) => !/^[-|]+$/.test(row))
    .map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .join(' | '),
    )
}
