// Puts each head (prisma/<provider>.prisma) before the shared models and generates that provider's client.
// Prisma's own engine binary is never needed: /bin/true stands in for it, and nothing is downloaded.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

// The generators are found by their names, also where npm has not set the path.
const PATH = `${path.resolve('node_modules/.bin')}${path.delimiter}${process.env.PATH}`
const env = { ...process.env, PATH, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }

for (const provider of ['sqlite', 'postgresql']) {
  const folder = `prisma/${provider}`
  mkdirSync(folder, { recursive: true })
  const schema = `${readFileSync(`prisma/${provider}.prisma`, 'utf8')}\n${readFileSync('prisma/models.prisma', 'utf8')}`
  writeFileSync(`${folder}/schema.prisma`, schema)
  execFileSync('node_modules/.bin/prisma', ['generate', '--schema', `${folder}/schema.prisma`], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
writeFileSync('src/backends/database/generated/columns.ts', columnsFile(readFileSync('prisma/models.prisma', 'utf8')))

/** The columns that hold times and booleans, which are numbers in both databases; a name must say which, whatever its table. */
function columnsFile(models: string): string {
  const types = new Map<string, string>()
  for (const [, field, type, rest] of models.matchAll(/^ {2}(\w+) +(String|DateTime|Boolean|Int|BigInt|Bytes)\??(.*)$/gm)) {
    const column = rest!.match(/@map\("(\w+)"\)/)?.[1] ?? field!
    const kind = isNumber(type!) ? type! : 'other'
    if ((types.get(column) ?? kind) !== kind)
      throw new Error(`prisma/models.prisma: ${column} is a ${kind} here and a ${types.get(column)} there`)
    types.set(column, kind)
  }
  const named = (kind: string) => JSON.stringify([...types].filter(([, type]) => type === kind).map(([column]) => column))
  return `export const TIME_COLUMNS: readonly string[] = ${named('DateTime')}\nexport const BOOLEAN_COLUMNS: readonly string[] = ${named('Boolean')}\n`
}

function isNumber(type: string): boolean {
  return type === 'DateTime' || type === 'Boolean'
}
