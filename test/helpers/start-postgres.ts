import type { TestProject } from 'vitest/node'
// biome-ignore lint/correctness/useImportExtensions: its types lie in a file beside it
import { startPostgres } from '../../scripts/postgres.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may make databases. */
    postgres: string
  }
}

/** Starts PostgreSQL once for the tests that run on it; TEST_DATABASE_URL names one that is there. */
export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  // What is stored need not outlive the tests; the fault tests run with fsync.
  const own = given ? undefined : await startPostgres({ fsync: 'off', full_page_writes: 'off' })
  provide('postgres', given ?? own!.url)
  return async () => own?.stop()
}
