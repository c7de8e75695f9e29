import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm'

type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: unknown): void }

// The part of it that is used here: its types come with those of the browser only.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: { __wbindgen_start(): void } }
}

const SCHEMA_PATH = 'schema.prisma'
let loaded: Promise<EngineModule> | undefined

/** The SQL that leads from one Prisma schema to another; from nothing when `from` is null, and '' when they agree. */
export async function diffSchemas(from: string | null, to: string): Promise<string> {
  const engine = await openEngine(to)
  try {
    const { stdout } = await engine.diff({
      from: from === null ? { tag: 'empty' } : schemaTarget(from),
      to: schemaTarget(to),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const sql = stdout ?? ''
    return sql.trim() === '-- This is an empty migration.' ? '' : sql
  } finally {
    engine.free()
  }
}

/** Two schemas are compared as texts, so the database that the engine insists on is one in memory that it never opens. */
async function openEngine(schema: string): Promise<SchemaEngine> {
  const { SchemaEngine } = await (loaded ??= load())
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaBetterSqlite3({ url: ':memory:' }))
  return SchemaEngine.new({ datamodels: [[SCHEMA_PATH, schema]] }, () => {}, adapter)
}

/**
 * Instantiates the engine by hand, for Node 20 cannot import WebAssembly. Once per process: another instance would pull
 * the memory from under the first one's objects.
 */
async function load(): Promise<EngineModule> {
  // Without this registry a panic inside the engine shows as a TypeError about it.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: throwPanic } })
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const bindings: EngineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = new WebAssembly.Module(readFileSync(path.join(folder, 'schema_engine_bg.wasm')))
  const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': { ...bindings } })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings
}

function throwPanic(message: string): never {
  throw new Error(`Prisma's schema engine panicked: ${message}`)
}

function schemaTarget(content: string): DiffTarget {
  return { tag: 'schemaDatamodel', files: [{ path: SCHEMA_PATH, content }] }
}
