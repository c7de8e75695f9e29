import { rolldown } from 'rolldown'

/** The threads that write to SQLite and to its index. */
export const THREADS = ['sqlite-writer', 'sqlite-indexer']
/** Where they lie, compiled; below the packages that they import. */
export const COMPILED = new URL('../compiled/', import.meta.url)

/** Compiles them once for all tests, as the build does: to compile one in each thread that starts takes most of a test's time. */
export default async function compileThreads(): Promise<void> {
  const input = Object.fromEntries(THREADS.map((name) => [name, `src/backends/database/${name}.ts`]))
  const bundle = await rolldown({ input, platform: 'node', external: [/^better-sqlite3$/] })
  await bundle.write({ dir: COMPILED.pathname, format: 'esm', sourcemap: true })
  await bundle.close()
}
