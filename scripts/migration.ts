// npm run migration -- <name>: writes the next migration, which leads from the models as they were at the last one to the
// present ones. --check: writes nothing and fails when such a migration is missing.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { diffSchemas } from './migration-engine.ts'

const PROVIDERS = ['sqlite', 'postgresql']

const [argument] = process.argv.slice(2)
if (argument === '--check') await check()
else if (/^[a-z0-9]+(_[a-z0-9]+)*$/.test(argument ?? '')) await write(argument as string)
else fail('Usage: npm run migration -- <name>, in lower case with _ between words; or --check')

async function check(): Promise<void> {
  for (const provider of PROVIDERS) {
    const sql = await pending(provider)
    if (sql !== '') fail(`prisma/models.prisma is ahead of prisma/${provider}/migrations. Run: npm run migration -- <name>\n\n${sql}`)
  }
  console.log('migrations: up to date')
}

async function write(name: string): Promise<void> {
  for (const provider of PROVIDERS) {
    const sql = await pending(provider)
    if (sql === '') {
      console.log(`${provider}: the models have not changed since the last migration`)
      continue
    }
    const folder = `prisma/${provider}/migrations`
    const target = `${folder}/${nextNumber(folder)}_${name}`
    mkdirSync(target, { recursive: true })
    writeFileSync(`${target}/migration.sql`, sql)
    writeFileSync(`${folder}/schema.prisma`, presentSchema(provider))
    console.log(`wrote ${target}/migration.sql. Read it before you commit it.`)
  }
}

async function pending(provider: string): Promise<string> {
  const last = `prisma/${provider}/migrations/schema.prisma`
  const sql = await diffSchemas(existsSync(last) ? readFileSync(last, 'utf8') : null, presentSchema(provider))
  return provider === 'postgresql' ? withNumbers(sql) : sql
}

/** On PostgreSQL, too, times and booleans are numbers, and texts are ordered by their bytes (docs/decisions/0029). */
function withNumbers(sql: string): string {
  return sql
    .replaceAll('TIMESTAMP(3)', 'BIGINT')
    .replaceAll(
      /BOOLEAN( NOT NULL)?( DEFAULT (true|false))?/g,
      (_, notNull = '', preset = '', value) => `SMALLINT${notNull}${preset && ` DEFAULT ${value === 'true' ? 1 : 0}`}`,
    )
    .replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"')
}

/** The provider's datasource and the shared models; generators make no difference to the database. */
function presentSchema(provider: string): string {
  return `datasource db {\n  provider = "${provider}"\n}\n\n${readFileSync('prisma/models.prisma', 'utf8')}`
}

function nextNumber(folder: string): string {
  const numbers = existsSync(folder) ? readdirSync(folder).map((name) => Number.parseInt(name, 10) || 0) : []
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0')
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
