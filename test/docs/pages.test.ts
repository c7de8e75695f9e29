import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { buildSchema, parse, specifiedRules, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { codeBlocks, pages, ROOT, readPage, tableRows } from './documents.ts'

const schema = buildSchema(readFileSync(path.join(ROOT, 'schema.graphql'), 'utf8'))

describe('the pages for people', () => {
  it('hold only GraphQL that the schema takes', () => {
    const found = pages().flatMap((page) => graphqlIn(page).map((text) => ({ page, text, problems: problemsOf(text) })))

    expect(found.length).toBeGreaterThan(10)
    expect(found.filter(({ problems }) => problems.length > 0)).toEqual([])
  })

  it('hold only JSON that parses', () => {
    const blocks = pages().flatMap((page) => codeBlocks(page, 'json'))

    expect(blocks.length).toBeGreaterThan(1)
    for (const block of blocks) expect(() => JSON.parse(block), block).not.toThrow()
  })

  it('link only to what is there', () => {
    const broken = pages().flatMap((page) =>
      linksOf(page)
        .filter((link) => !leadsSomewhere(page, link))
        .map((link) => `${page}: ${link}`),
    )

    expect(broken).toEqual([])
  })

  it.each(['trigger', 'operator', 'short-condition'])('docs/integrators.md holds the table of src/engine/%s.ts', (name) => {
    const rows = tableRows(readPage(`src/engine/${name}.ts`))

    expect(rows.length).toBeGreaterThan(3)
    expect(tableRows(readPage('docs/integrators.md'))).toEqual(expect.arrayContaining(rows))
  })
})

/** Blocks marked as GraphQL, and what is handed to a shell's `gql` or to a stream. */
function graphqlIn(page: string): string[] {
  const shell = codeBlocks(page, 'bash').join('\n')
  const documents = [...shell.matchAll(/<<'?GRAPHQL'?.*\n([\s\S]*?)^GRAPHQL$/gm), ...shell.matchAll(/"query":"((?:[^"\\]|\\.)*)"/g)]
  const inScripts = codeBlocks(page, 'js').flatMap((script) => [...script.matchAll(/`((?:mutation|query|subscription)[^`]*)`/g)])
  return [
    ...codeBlocks(page, 'graphql'),
    ...documents.map(([, text]) => text!.replaceAll('\\"', '"')),
    ...inScripts.map(([, text]) => text!),
  ]
}

function problemsOf(text: string): string[] {
  try {
    return validate(schema, parse(text), specifiedRules).map(({ message }) => message)
  } catch (error) {
    return [(error as Error).message]
  }
}

function linksOf(page: string): string[] {
  return [...readPage(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link!)
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? page : path.join(path.dirname(page), file)
  if (!existsSync(path.join(ROOT, target))) return false
  return anchor === undefined || headingsOf(target).includes(anchor)
}

/** As GitHub makes anchors of headings. */
function headingsOf(page: string): string[] {
  return [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}
