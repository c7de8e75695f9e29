// npm run generate: schema.graphql from the code, and the clients' typed documents from schema.graphql and their operations.
// --check: writes nothing and fails when a committed file is not what would be written.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generate } from '@graphql-codegen/cli'
import { printSchema } from 'graphql'
import codegen from '../codegen.ts'
import { schema } from '../src/graphql/schema.ts'

interface Generated {
  filename: string
  content: string
}

const OPERATIONS = 'client/sdk/operations'

const files = [{ filename: 'schema.graphql', content: `${printSchema(schema)}\n` }, ...(await clientFiles())]
if (process.argv.includes('--check')) check()
else write()
// Codegen leaves handles open.
process.exit()

async function clientFiles(): Promise<Generated[]> {
  const hasOperations = existsSync(OPERATIONS) && readdirSync(OPERATIONS).some((name) => name.endsWith('.graphql'))
  if (!hasOperations) return []
  const output: Generated[] = await generate({ ...codegen, schema: printSchema(schema), silent: true, errorsOnly: true }, false)
  return output.map(({ filename, content }) => ({ filename: path.relative(process.cwd(), path.resolve(filename)), content }))
}

function check(): void {
  const old = files.filter(({ filename, content }) => !existsSync(filename) || readFileSync(filename, 'utf8') !== content)
  for (const { filename } of old) console.error(`${filename} is not up to date. Run: npm run generate`)
  if (old.length > 0) process.exitCode = 1
  else console.log(`generated: ${files.length} files up to date`)
}

function write(): void {
  for (const { filename, content } of files) {
    mkdirSync(path.dirname(filename), { recursive: true })
    writeFileSync(filename, content)
  }
}
