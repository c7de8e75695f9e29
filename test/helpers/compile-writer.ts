import { rolldown } from 'rolldown'

/** Where the thread that writes to SQLite lies, compiled; below the packages that it imports. */
export const COMPILED_WRITER = new URL('../compiled/sqlite-writer.js', import.meta.url)

/** Compiles it once for all tests, as the build does: to compile it in each thread that starts takes most of a test's time. */
export default async function compileWriter(): Promise<void> {
  const bundle = await rolldown({ input: 'src/backends/database/sqlite-writer.ts', platform: 'node', external: [/^better-sqlite3$/] })
  await bundle.write({ file: COMPILED_WRITER.pathname, format: 'esm', sourcemap: true })
  await bundle.close()
}
