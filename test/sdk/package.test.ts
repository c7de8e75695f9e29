import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks } from '../docs/documents.ts'

const run = promisify(execFile)
const PACKAGE = path.resolve('client/sdk')
const MAX_GZIP_BYTES = 15_000
const SLOW_MS = 180_000

let folder: string
beforeAll(async () => {
  await run('npm', ['run', 'build'])
  folder = mkdtempSync(path.join(tmpdir(), 'hookline-package-'))
  mkdirSync(path.join(folder, 'node_modules/@hookline'), { recursive: true })
  symlinkSync(PACKAGE, path.join(folder, 'node_modules/@hookline/sdk'))
}, SLOW_MS)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the package', () => {
  it(
    'is as publint and attw want it',
    async () => {
      await run('npm', ['run', 'sdk:package'])
    },
    SLOW_MS,
  )

  it('needs no other package, and nothing of Node', () => {
    const files = readdirSync(path.join(PACKAGE, 'dist'), { recursive: true }).map(String)
    const sources = files.filter((name) => name.endsWith('.js')).map((name) => readFileSync(path.join(PACKAGE, 'dist', name), 'utf8'))
    const imported = sources.flatMap((text) => [...text.matchAll(/(?:from|import\() ?['"]([^'"]+)/g)].map(([, name]) => name!))

    expect(sources.length).toBeGreaterThan(10)
    expect(imported.filter((name) => !name.startsWith('.'))).toEqual([])
    expect(sources.filter((text) => /\b(process|Buffer|require)\b[.(]/.test(text))).toEqual([])
    expect(JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies')
  })

  it('makes a small bundle for browsers, without the operations that are not used', async () => {
    const code = await bundle(`
      import { createHookline, CommentDocument, EventsDocument } from '@hookline/sdk'
      const hookline = createHookline({ url: location.origin })
      console.log(await hookline.request(EventsDocument, { first: 20 }))
      for await (const { event } of hookline.events()) await hookline.request(CommentDocument, { eventId: event.id, message: 'Seen' })
    `)

    expect(code).toContain('mutation Comment(')
    expect(code).not.toMatch(/(mutation|query|subscription) (CreateWebhook|Webhooks|AuditLog|ApiKeys|FeedStream)\b/)
    expect(gzipSync(code).length).toBeLessThan(MAX_GZIP_BYTES)
  })

  it(
    'has types under which the examples of the pages compile',
    async () => {
      const blocks = ['client/sdk/README.md', 'docs/agents.md'].flatMap((page) => codeBlocks(page, 'ts'))
      for (const [i, block] of blocks.entries()) writeFileSync(path.join(folder, `example-${i}.mts`), block)
      const typeRoots = [path.resolve('node_modules/@types')]
      const compilerOptions = {
        noEmit: true,
        strict: true,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: ['node'],
        typeRoots,
      }
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }))

      expect(blocks).toHaveLength(4)
      await run(path.resolve('node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout }) => expect(stdout).toBe(''))
    },
    SLOW_MS,
  )
})

async function bundle(program: string): Promise<string> {
  const input = path.join(folder, 'page.js')
  writeFileSync(input, program)
  const built = await rolldown({ input, platform: 'browser' })
  const { output } = await built.generate({ format: 'esm', minify: true })
  await built.close()
  return output[0].code
}
