// npm run generate: schema.graphql and the schema of config files from the code, then the clients' typed documents from it and their operations.
// --check: writes nothing, and fails when a committed file is not what would be written.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generate } from '@graphql-codegen/cli'
import { printSchema } from 'graphql'
import codegen from '../codegen.ts'
import { schema } from '../src/graphql/schema.ts'
import { configSchema } from '../src/registry/config-files/shape.ts'

interface Generated {
  filename: string
  content: string
}

const OPERATIONS = 'client/sdk/operations'

const deal = process.argv.includes('--check') ? compare : write
const contract = printSchema(schema)
deal([
  { filename: 'schema.graphql', content: `${contract}\n` },
  { filename: 'docs/config.schema.json', content: `${JSON.stringify(configSchema(), null, 2)}\n` },
])
if (hasOperations()) deal(await generateDocuments())
// Codegen leaves handles open.
process.exit()

function hasOperations(): boolean {
  return existsSync(OPERATIONS) && readdirSync(OPERATIONS).some((name) => name.endsWith('.graphql'))
}

async function generateDocuments(): Promise<Generated[]> {
  try {
    const files: Generated[] = await generate({ ...codegen, schema: contract, silent: true }, false)
    return files.filter(({ filename }) => filename.endsWith('/graphql.ts')).map(standAlone)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

/**
 * The SDK depends on no package: the one type that codegen would import is written out. And a bundler is told that it may
 * leave out the documents that are not used.
 */
function standAlone({ filename, content }: Generated): Generated {
  const written = content.replace(
    /^import .*@graphql-typed-document-node\/core.*$/m,
    'export interface DocumentTypeDecoration<TResult, TVariables> {\n  __apiType?: (variables: TVariables) => TResult\n}',
  )
  if (written === content) throw new Error(`${filename} no longer imports what was to be written out`)
  const marked = written.replaceAll('= new TypedDocumentString(', '= /*#__PURE__*/ new TypedDocumentString(')
  if (marked === written) throw new Error(`${filename} no longer makes the documents that were to be marked`)
  return { filename: path.relative('.', filename), content: marked }
}

function compare(files: readonly Generated[]): void {
  for (const { filename, content } of files) {
    if (existsSync(filename) && readFileSync(filename, 'utf8') === content) continue
    console.error(`${filename} is not up to date. Run: npm run generate`)
    process.exitCode = 1
  }
}

function write(files: readonly Generated[]): void {
  for (const { filename, content } of files) {
    mkdirSync(path.dirname(filename), { recursive: true })
    writeFileSync(filename, content)
  }
}
